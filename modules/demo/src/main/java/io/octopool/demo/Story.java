package io.octopool.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.Simulator;
import io.octopool.sim.calls.CallReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The script: provision a pool, let three agents read, add up what it cost. */
final class Story {

    static final String ADMIN_TOKEN = "demo-admin-token";

    private static final String POOL = "maintainers";
    private static final String REPO = "/repos/octo-org/hello-world";

    private final URI server;
    private final Simulator github;
    private final Screen screen;
    private final List<Agent.Read> reads = new ArrayList<>();

    Story(URI server, Simulator github, Screen screen) {
        this.server = server;
        this.github = github;
        this.screen = screen;
    }

    void tell() throws StoryFailure, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Agent admin = new Agent("admin", server, ADMIN_TOKEN, http);
            registerIdentity(admin, "alice");
            registerIdentity(admin, "bob");
            Agent alice = enrol(admin, "alice");
            Agent bob = enrol(admin, "bob");
            Agent carol = enrol(admin, "carol");
            screen.note("Ready:");
            screen.fact("server", server.toString());
            screen.fact("GitHub", github.uri() + " (simulated, 80 ms a call)");
            screen.fact("pool", POOL + " with the identities of alice and bob");
            screen.fact("agents", "alice, bob and carol, each with a token of their own");
            github.clearCalls();
            read(alice, bob, carol);
        }
        total();
    }

    private void read(Agent alice, Agent bob, Agent carol) throws StoryFailure {
        screen.note("One after the other: the first reader pays, the others get the same answer.");
        screen.heading();
        one(alice, REPO);
        one(bob, REPO);
        one(carol, REPO);
        one(bob, REPO + "/pulls/13");
        one(alice, REPO + "/pulls/13");
        one(carol, REPO + "/actions/runs");
        one(alice, REPO + "/actions/runs");
        screen.note("All at once: one request goes out, everybody waits for it.");
        screen.heading();
        together(REPO + "/pulls", alice, bob, carol);
        together(REPO + "/pulls/13/files", carol, alice, bob);
        together(REPO + "/contents/README.md", bob, carol, alice, bob, carol, alice);
        screen.note("A private repository, although alice's token could read it:");
        screen.heading();
        one(carol, "/repos/octo-org/secret-plans");
    }

    private void registerIdentity(Agent admin, String login) throws StoryFailure, InterruptedException {
        JsonNode _ = admin.post(
                "/v1/admin/pools/" + POOL + "/identities",
                Map.of(
                        "id", "pat_" + login,
                        "login", login,
                        "secret_ref", "OCTOPOOL_PAT_" + login.toUpperCase(Locale.ROOT),
                        "scopes", List.of(Map.of("owner", "octo-org"), Map.of("owner", "*"))));
    }

    private Agent enrol(Agent admin, String login) throws StoryFailure, InterruptedException {
        JsonNode answer = admin.post("/v1/admin/callers", Map.of("pool", POOL, "github_login", login));
        return new Agent(login, server, answer.path("token").asText(), admin.http());
    }

    private void one(Agent agent, String path) throws StoryFailure {
        together(path, agent);
    }

    private void together(String path, Agent... agents) throws StoryFailure {
        List<CompletableFuture<Agent.Read>> under = new ArrayList<>();
        for (Agent agent : agents) {
            under.add(agent.read(POOL, path));
        }
        for (CompletableFuture<Agent.Read> pending : under) {
            try {
                Agent.Read read = pending.join();
                reads.add(read);
                screen.row(read.agent(), shortened(read.path()), read.outcome(), read.millis());
            } catch (CompletionException e) {
                throw new StoryFailure("a read was not answered: " + e.getMessage());
            }
        }
    }

    private static String shortened(String path) {
        return path.substring("/repos/".length());
    }

    private void total() {
        CallReport calls = github.calls();
        long spent = calls.spent();
        screen.note("In total:");
        screen.fact("reads asked", Integer.toString(reads.size()));
        screen.fact("GitHub requests", calls.total() + ", probes for visibility included");
        screen.fact("quota spent", spent + " of what " + reads.size() + " direct reads would have spent");
        screen.fact("quota saved", Long.toString(Math.max(0, reads.size() - spent)));
        screen.fact("server", server.toString());
    }
}
