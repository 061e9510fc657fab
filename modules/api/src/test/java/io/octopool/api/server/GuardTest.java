package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.world.RepoChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read only under the proof that its repository is public (server spec 6), as time passes. */
class GuardTest {

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of(), CLOCK);
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forgetCalls() {
        server.github().clearCalls();
    }

    @Test
    void provesARepositoryWithTheTokenOfTheOrganisationOnceInThirtySeconds() throws Exception {
        server.github().putRepo("octo-org", "plain", RepoChange.NONE);
        String repo = "/repos/octo-org/plain";
        assertThat(outcome(repo + "/pulls/1")).isEqualTo("200 miss");
        CLOCK.turn(Duration.ofSeconds(23));
        assertThat(outcome(repo + "/pulls/2")).isEqualTo("200 miss");
        assertThat(server.github().calls().by("pat:alice")).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + repo)).isEqualTo(1);
        CLOCK.turn(Duration.ofSeconds(7));
        assertThat(outcome(repo + "/pulls/1")).isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + repo)).isEqualTo(2);
        assertThat(server.github().calls().by("pat:alice")).isEqualTo(2);
    }

    @Test
    void asksOnceInAnHourAboutARepositoryThatIsNotPublic() throws Exception {
        String secret = "/repos/octo-org/secret-plans";
        assertThat(outcome(secret + "/pulls/1")).isEqualTo("424 repo_not_public");
        CLOCK.turn(Duration.ofMinutes(59));
        assertThat(outcome(secret + "/pulls/1")).isEqualTo("424 repo_not_public");
        assertThat(outcome(secret + "/issues/1")).isEqualTo("424 repo_not_public");
        assertThat(server.github().calls().total()).isEqualTo(1);
        CLOCK.turn(Duration.ofMinutes(1));
        assertThat(outcome(secret + "/pulls/1")).isEqualTo("424 repo_not_public");
        assertThat(server.github().calls().total()).isEqualTo(2);
        assertThat(server.github().calls().by("pat:bob")).isZero();
    }

    @Test
    void usesNoCredentialAndServesNothingKeptOnceARepositoryIsPrivate() throws Exception {
        server.github().putRepo("octo-org", "fickle", RepoChange.NONE);
        String pull = "/repos/octo-org/fickle/pulls/1";
        assertThat(outcome(pull)).isEqualTo("200 miss");
        server.github().putRepo("octo-org", "fickle", new RepoChange(true, null, null));
        CLOCK.turn(Duration.ofSeconds(31));
        server.github().clearCalls();
        assertThat(outcome(pull)).isEqualTo("424 repo_not_public");
        assertThat(outcome("/repos/octo-org/fickle/pulls/2")).isEqualTo("424 repo_not_public");
        assertThat(server.github().calls().by("pat:bob")).isZero();

        server.github().putRepo("octo-org", "fickle", new RepoChange(false, null, null));
        CLOCK.turn(Duration.ofHours(1));
        assertThat(outcome(pull)).isEqualTo("200 miss");
    }

    @Test
    void servesWhatIsKeptWhateverBecameOfTheIdentityThatBroughtIt() throws Exception {
        String pull = REPO + "/pulls/3";
        assertThat(outcome(pull)).isEqualTo("200 miss");
        String identities = "/v1/admin/pools/" + POOL + "/identities";
        Reply replaced = server.admin(
                identities,
                "{\"id\":\"pat_bob\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\","
                        + "\"scopes\":[{\"owner\":\"alice\"}]}");
        assertThat(replaced.status()).as(replaced.text()).isEqualTo(201);
        try {
            assertThat(outcome(pull)).isEqualTo("200 hit");
        } finally {
            server.registerIdentity();
        }
    }

    private static String outcome(String path) throws Exception {
        Reply reply = server.read(token, path);
        return reply.status() == 200
                ? reply.at("/status") + " " + reply.at("/relay/cache")
                : reply.status() + " " + reply.reason();
    }
}
