package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.apps.AppKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A pool of five PATs of three users and two installations of an App: five budgets. Anonymous calls are refused. */
record SevenIdentities(TestServer server, String token) {

    private static final List<String> PATS = List.of("alice", "bob", "bob-2", "carol", "carol-2");
    private static final List<Integer> INSTALLATIONS = List.of(11, 12);

    /** Whose budgets they are, and which part of each the pool may spend. */
    static final Map<String, Double> OWNERS = owners();

    /** What the server needs to know. */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("OCTOPOOL_GITHUB_APP_ID", "1");
        settings.put("OCTOPOOL_APP_KEY_1", AppKey.of(1).pkcs8());
        PATS.forEach(pat -> settings.put(secret(pat), "sim-pat-" + pat));
        return settings;
    }

    static SevenIdentities of(TestServer server) throws Exception {
        for (String pat : PATS) {
            register(
                    server,
                    "\"id\":\"" + pat + "\",\"login\":\"" + pat.split("-", -1)[0] + "\",\"secret_ref\":\"" + secret(pat)
                            + "\"");
        }
        for (int installation : INSTALLATIONS) {
            register(
                    server,
                    "\"id\":\"app_" + installation + "\",\"kind\":\"github_app\",\"login\":\"sim-app\","
                            + "\"secret_ref\":\"OCTOPOOL_APP_KEY_1\",\"installation_id\":" + installation);
        }
        String token = server.enrol("carol");
        server.github().change(github -> github.withAnonymousLimit(0));
        server.github().clearCalls();
        return new SevenIdentities(server, token);
    }

    /** One of many reads that have nothing in common but their route. */
    CompletableFuture<Reply> distinct(int number) {
        return server.relayLater(
                token,
                "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + REPO
                        + "/issues\",\"query\":{\"labels\":\"label-" + number + "\"}}");
    }

    private static void register(TestServer server, String fields) throws Exception {
        Reply reply = server.admin(
                "/v1/admin/pools/" + POOL + "/identities", "{" + fields + ",\"scopes\":[{\"owner\":\"octo-org\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static String secret(String pat) {
        return "OCTOPOOL_PAT_" + pat.replace("-", "_");
    }

    private static Map<String, Double> owners() {
        Map<String, Double> owners = new LinkedHashMap<>();
        List.of("alice", "bob", "carol").forEach(login -> owners.put("user:" + login, 0.9));
        INSTALLATIONS.forEach(installation -> owners.put("installation:" + installation, 1.0));
        return owners;
    }
}
