package io.octopool.api.server;

import io.octopool.api.server.TestServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;

/** One pool of a test server, with one caller. */
record PoolOfReaders(TestServer server, String name, String token) {

    /** A pool without identities; callers of one login have one token in all pools, so each pool takes its own. */
    static PoolOfReaders of(TestServer server, String name, String login) throws Exception {
        Reply reply =
                server.admin("/v1/admin/callers", "{\"pool\":\"" + name + "\",\"github_login\":\"" + login + "\"}");
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.text());
        }
        return new PoolOfReaders(server, name, reply.at("/token"));
    }

    /** Registers the token of the user under the id {@code pool_login}, for one owner. */
    PoolOfReaders with(String login, String owner) throws Exception {
        Reply reply = server.admin(
                "/v1/admin/pools/" + name + "/identities",
                "{\"id\":\"" + id(login) + "\",\"login\":\"" + login + "\",\"secret_ref\":\"OCTOPOOL_PAT_"
                        + login.toUpperCase(Locale.ROOT) + "\",\"scopes\":[{\"owner\":\"" + owner + "\"}]}");
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.text());
        }
        return this;
    }

    String id(String login) {
        return name + "_" + login;
    }

    Reply read(String path) throws Exception {
        return read(path, "\"query\":{}");
    }

    Reply read(String path, String fields) throws Exception {
        return server.relay(
                token, "{\"pool\":\"" + name + "\",\"method\":\"GET\",\"path\":\"" + path + "\"," + fields + "}");
    }

    /** Status, cache and who brought the answer; or the error with its reason. */
    String outcome(String path) throws Exception {
        return outcome(read(path));
    }

    static String outcome(Reply reply) throws Exception {
        if (reply.status() != 200) {
            return String.join(" ", reply.status() + "", reply.code(), reply.reason())
                    .strip();
        }
        return String.join(
                        " ",
                        reply.at("/status"),
                        reply.at("/relay/cache"),
                        reply.at("/identity/id"),
                        reply.at("/relay/stale_reason"))
                .replaceAll(" +", " ")
                .strip();
    }

    Reply health() throws Exception {
        return server.send(server.request("/v1/pools/" + name + "/health").header("authorization", "Bearer " + token));
    }

    /** The columns of the reply's audit row, once it is written; empty while there is none. */
    String audited(Reply reply, String columns) {
        String sql =
                "select " + columns + " from audit_events where request_id = '" + reply.header("x-request-id") + "'";
        List<String> rows = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> server.rows(sql), found -> !found.isEmpty());
        return String.join(" | ", rows);
    }
}
