package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.SimulatorOptions;
import io.octopool.sim.world.Happened;
import io.octopool.sim.world.RepoEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What time does to answers. Server and simulator go by one clock, which the tests turn. */
class TurnedTimeTest {

    private static final String HUGE = REPO + "/git/blobs/" + "a".repeat(40);

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        Path recordings = Files.writeString(
                directory.resolve("huge.json"),
                "[{\"request\":{\"method\":\"GET\",\"path\":\"" + HUGE + "\"},\"response\":{\"status\":200,"
                        + "\"headers\":{\"content-type\":\"application/json\"},\"body\":{\"content\":\""
                        + "a".repeat(8 << 20) + "\"}}}]");
        server = TestServer.start(
                directory,
                Map.of("MAX_RESPONSE_BYTES", "16777216"),
                SimulatorOptions.defaults().replaying(recordings),
                CLOCK);
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesAnAnswerWhileItIsFreshAndAsksAgainAfterwards() throws Exception {
        String path = REPO + "/branches";
        assertThat(server.read(token, path).at("/relay/cache")).isEqualTo("miss");
        CLOCK.turn(Duration.ofSeconds(119));
        Reply hit = server.read(token, path);
        assertThat(hit.at("/relay/cache")).isEqualTo("hit");
        assertThat(hit.at("/relay/cache_expires_at"))
                .isEqualTo(CLOCK.instant().plusSeconds(1).toString().substring(0, 19) + "Z");
        CLOCK.turn(Duration.ofSeconds(2));
        server.github().clearCalls();
        assertThat(server.read(token, path).status()).isEqualTo(200);
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
    }

    @Test
    void takesNoAnswerThatIsOlderThanTheClientAllows() throws Exception {
        String path = REPO + "/pulls/13";
        assertThat(server.read(token, path).at("/relay/cache")).isEqualTo("miss");
        CLOCK.turn(Duration.ofSeconds(7));
        assertThat(server.read(token, path, "\"headers\":{\"cache-control\":\"max-age=7\"}")
                        .at("/relay/cache"))
                .isEqualTo("hit");
        CLOCK.turn(Duration.ofMillis(1));
        server.github().clearCalls();
        assertThat(server.read(token, path, "\"headers\":{\"cache-control\":\"max-age=7\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
    }

    @Test
    void relaysNothingThatClientsWouldNotReadToItsEnd() throws Exception {
        Reply reply = server.read(token, HUGE);
        assertThat(reply.status() + " " + reply.reason()).isEqualTo("424 github_response_too_large");
    }

    @Test
    void sharesWithEverybodyWhatAReaderOfRecentAnswersBrought() throws Exception {
        String path = REPO + "/pulls/12";
        Reply first = server.read(token, path);
        server.github().happen("octo-org", "hello-world", new RepoEvent.PullSynchronized(12, null, null));
        CLOCK.turn(Duration.ofSeconds(30));
        server.github().clearCalls();
        assertThat(server.read(token, path).at("/body/head/sha")).isEqualTo(first.at("/body/head/sha"));
        Reply bounded = server.read(token, path, "\"headers\":{\"cache-control\":\"max-age=10\"}");
        assertThat(bounded.at("/relay/cache")).isEqualTo("miss");
        assertThat(bounded.at("/body/head/sha")).isNotEqualTo(first.at("/body/head/sha"));
        Reply after = server.read(token, path);
        assertThat(after.at("/relay/cache")).isEqualTo("hit");
        assertThat(after.at("/body/head/sha")).isEqualTo(bounded.at("/body/head/sha"));
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
    }

    @Test
    void keepsTheJobsOfACompletedAttemptForAnHourAndOthersForAMinute() throws Exception {
        Happened started = server.github().happen("octo-org", "hello-world", new RepoEvent.RunStarted("main", 2, null));
        String run = REPO + "/actions/runs/" + started.id();
        assertThat(jobs(run + "/attempts/1/jobs")).isEqualTo("miss");
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunCompleted(started.id(), null));
        CLOCK.turn(Duration.ofSeconds(61));
        assertThat(jobs(run + "/attempts/1/jobs")).isEqualTo("miss");
        assertThat(jobs(run + "/jobs")).isEqualTo("miss");
        CLOCK.turn(Duration.ofMinutes(59));
        server.github().clearCalls();
        assertThat(jobs(run + "/attempts/1/jobs")).isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + run + "/attempts/1/jobs"))
                .isZero();
        jobs(run + "/jobs");
        assertThat(server.github().calls().to("GET " + run + "/jobs")).isEqualTo(1);
    }

    @Test
    void keepsJobsThatGitHubConfirmsForAnHourOnceTheirAttemptHasCompleted() throws Exception {
        Happened started = server.github().happen("octo-org", "hello-world", new RepoEvent.RunStarted("main", 1, null));
        String path = REPO + "/actions/runs/" + started.id() + "/attempts/1/jobs";
        Long job = Long.valueOf(readJobs(path).at("/body/jobs/0/id"));
        server.github().happen("octo-org", "hello-world", new RepoEvent.JobCompleted(job, null));
        CLOCK.turn(Duration.ofSeconds(61));
        assertThat(jobs(path)).isEqualTo("miss");
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunCompleted(started.id(), null));
        CLOCK.turn(Duration.ofSeconds(61));
        server.github().clearCalls();
        assertThat(jobs(path)).isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        CLOCK.turn(Duration.ofMinutes(59));
        assertThat(jobs(path)).isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
    }

    private static String jobs(String path) throws Exception {
        return readJobs(path).at("/relay/cache");
    }

    private static Reply readJobs(String path) throws Exception {
        Reply reply = server.read(token, path, "\"headers\":{\"x-octopool-public-shape\":\"actions-jobs-v1\"}");
        assertThat(reply.at("/status")).as(reply.text()).isEqualTo("200");
        return reply;
    }
}
