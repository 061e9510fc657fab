package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.world.Happened;
import io.octopool.sim.world.RepoChange;
import io.octopool.sim.world.RepoEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of jobs as time passes (server spec 7.13). Server and simulator go by one clock, which the tests turn. */
class LogsTest {

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

    @Test
    void servesAStoredLogForAnHourAndThenAsksWhetherGitHubStillHasIt() throws Exception {
        String log = logOf(jobOf(completedRun()));
        assertThat(outcome(log)).isEqualTo("200 miss");
        CLOCK.turn(Duration.ofMinutes(59));
        assertThat(outcome(log)).isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + log)).isEqualTo(1);
        CLOCK.turn(Duration.ofMinutes(1));
        server.github().clearCalls();
        Reply confirmed = server.read(token, log);
        assertThat(outcome(confirmed)).isEqualTo("200 hit");
        CLOCK.turn(Duration.ofMinutes(59));
        Reply kept = server.read(token, log);
        assertThat(outcome(kept)).isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + log)).isEqualTo(1);
        assertThat(server.github().calls().to("GET /_logs")).isZero();
        assertThat(audited(confirmed)).isEqualTo("hit 1 github_identity cache_revalidated");
        assertThat(audited(kept)).isEqualTo("hit 1 null null");
    }

    @Test
    void forgetsALogThatGitHubHasDeleted() throws Exception {
        long job = jobOf(completedRun());
        assertThat(outcome(logOf(job))).isEqualTo("200 miss");
        server.github().happen("octo-org", "hello-world", new RepoEvent.LogsDeleted(job));
        CLOCK.turn(Duration.ofMinutes(59));
        assertThat(outcome(logOf(job))).isEqualTo("200 hit");
        long kept = stored(); // a hit comes after the write
        CLOCK.turn(Duration.ofMinutes(1));
        Reply gone = server.read(token, logOf(job));
        assertThat(outcome(gone)).isEqualTo("404 miss");
        assertThat(audited(gone)).isEqualTo("miss 1 github_identity null");
        assertThat(outcome(logOf(job))).isEqualTo("404 hit");
        assertThat(stored()).isEqualTo(kept - 1);
        CLOCK.turn(Duration.ofMinutes(1));
        assertThat(outcome(logOf(job))).isEqualTo("404 miss");
    }

    @Test
    void asksOnceInAMinuteForTheLogOfARunningJob() throws Exception {
        Happened started = server.github().happen("octo-org", "hello-world", new RepoEvent.RunStarted("main", 1, null));
        String log = logOf(jobOf(Objects.requireNonNull(started.id())));
        server.github().clearCalls();
        assertThat(outcome(log)).isEqualTo("404 bypass");
        CLOCK.turn(Duration.ofSeconds(59));
        Reply remembered = server.read(token, log);
        assertThat(outcome(remembered)).isEqualTo("404 hit");
        assertThat(audited(remembered)).isEqualTo("hit 1 null null");
        assertThat(server.github().calls().to("GET " + log)).isEqualTo(1);
        CLOCK.turn(Duration.ofSeconds(1));
        assertThat(outcome(log)).isEqualTo("404 bypass");
    }

    @Test
    void downloadsALogOfLastWeekAnewHoweverOftenItWasConfirmed() throws Exception {
        String log = logOf(jobOf(completedRun()));
        assertThat(outcome(log)).isEqualTo("200 miss");
        for (int day = 0; day < 7; day++) {
            assertThat(outcome(log)).isEqualTo("200 hit");
            CLOCK.turn(Duration.ofDays(1));
        }
        server.github().clearCalls();
        assertThat(outcome(log)).isEqualTo("200 miss");
        assertThat(server.github().calls().to("GET /_logs")).isEqualTo(1);
    }

    @Test
    void keepsTheLogsOfARerunApartFromThoseOfTheCompletedRun() throws Exception {
        long run = completedRun();
        long job = jobOf(run);
        assertThat(outcome(logOf(job))).isEqualTo("200 miss");
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunRerun(run));
        long again = jobOf(run);
        assertThat(again).isNotEqualTo(job);
        assertThat(outcome(logOf(again))).isEqualTo("404 bypass");
        assertThat(outcome(logOf(job))).isEqualTo("200 hit");
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunCompleted(run, null));
        CLOCK.turn(Duration.ofSeconds(61));
        assertThat(outcome(logOf(again))).isEqualTo("200 miss");
        assertThat(outcome(logOf(again))).isEqualTo("200 hit");
    }

    @Test
    void answersConditionalReadersFromTheStoreToo() throws Exception {
        String log = logOf(jobOf(completedRun()));
        assertThat(outcome(log)).isEqualTo("200 miss");
        Reply conditional = server.read(token, log, "\"headers\":{\"if-none-match\":\"\\\"x\\\"\"}");
        assertThat(conditional.at("/status") + " " + conditional.at("/relay/cache"))
                .isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + log)).isEqualTo(1);
    }

    @Test
    void servesNoStoredLogOfARepositoryThatHasTurnedPrivate() throws Exception {
        server.github().putRepo("octo-org", "shy", RepoChange.NONE);
        Happened started = server.github().happen("octo-org", "shy", new RepoEvent.RunStarted("main", 1, null));
        server.github().happen("octo-org", "shy", new RepoEvent.RunCompleted(started.id(), null));
        String shy = "/repos/octo-org/shy/actions/";
        String log = shy + "jobs/" + firstJob(shy + "runs/" + started.id() + "/jobs") + "/logs";
        assertThat(outcome(log)).isEqualTo("200 miss");
        server.github().putRepo("octo-org", "shy", new RepoChange(true, null, null));
        CLOCK.turn(Duration.ofSeconds(31));
        server.github().clearCalls();
        Reply refused = server.read(token, log);
        assertThat(refused.status() + " " + refused.reason()).isEqualTo("424 repo_not_public");
        assertThat(server.github().calls().by("pat:bob")).isZero();
    }

    private static long completedRun() {
        Happened started = server.github().happen("octo-org", "hello-world", new RepoEvent.RunStarted("main", 1, null));
        long run = Objects.requireNonNull(started.id());
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunCompleted(run, null));
        return run;
    }

    /** The first job of the latest attempt. */
    private static long jobOf(long run) throws Exception {
        return firstJob(REPO + "/actions/runs/" + run + "/jobs");
    }

    private static long firstJob(String path) throws Exception {
        return new ObjectMapper().readTree(server.direct(path)).at("/jobs/0/id").asLong();
    }

    private static String logOf(long job) {
        return REPO + "/actions/jobs/" + job + "/logs";
    }

    private static String outcome(String path) throws Exception {
        return outcome(server.read(token, path));
    }

    private static String outcome(Reply reply) throws Exception {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.at("/status") + " " + reply.at("/relay/cache");
    }

    private static String audited(Reply reply) {
        String columns = "cache_status, cacheable, backend, fallback_reason";
        String question =
                "select " + columns + " from audit_events where request_id = '" + reply.header("x-request-id") + "'";
        return Awaitility.await()
                .until(() -> server.rows(question), rows -> !rows.isEmpty())
                .getFirst();
    }

    private static long stored() throws Exception {
        return Long.parseLong(server.rows("select count(*) from github_logs").getFirst());
    }
}
