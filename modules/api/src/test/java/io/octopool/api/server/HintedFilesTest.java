package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.world.RepoEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of pull requests of which clients say what they know (server spec 7.10), as time passes. */
class HintedFilesTest {

    private static final String CLOSED = "\"route_hint\":{\"pr_state\":\"closed\"}";
    private static final String MERGED = "\"route_hint\":{\"pr_state\":\"merged\"}";
    private static final String NOTHING = "\"route_hint\":{}";

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

    @AfterEach
    void heal() {
        server.github().heal();
    }

    @Test
    void keepsOneAnswerForEachStateThatIsTrueAndOneForNone() throws Exception {
        String pull = REPO + "/pulls/14";
        for (String cache : List.of("miss", "hit")) {
            for (String hint : List.of(CLOSED, MERGED, NOTHING)) {
                assertThat(files(pull, hint)).as(hint).isEqualTo("200 " + cache);
            }
        }
        assertThat(server.github().calls().to("GET " + pull)).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + pull + "/files")).isEqualTo(3);
    }

    @Test
    void sharesTheAnswerWithoutHintWhereTheStateIsNotTrue() throws Exception {
        String pull = REPO + "/pulls/17";
        assertThat(files(pull, NOTHING)).isEqualTo("200 miss");
        assertThat(files(pull, MERGED)).isEqualTo("200 hit");
        assertThat(files(pull, CLOSED)).isEqualTo("200 miss");
    }

    @Test
    void asksForThePullRequestAgainOnceItIsFiveMinutesOld() throws Exception {
        String pull = REPO + "/pulls/15";
        assertThat(files(pull, MERGED)).isEqualTo("200 miss");
        CLOCK.turn(Duration.ofSeconds(299));
        assertThat(files(pull, MERGED)).isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + pull)).isEqualTo(1);
        CLOCK.turn(Duration.ofSeconds(2));
        assertThat(files(pull, MERGED)).startsWith("200 ");
        assertThat(server.github().calls().to("GET " + pull)).isEqualTo(2);
    }

    @Test
    void servesNothingThatWasKeptUnderAHintThatIsNoLongerTrue() throws Exception {
        String pull = REPO + "/pulls/4";
        String head = "\"route_hint\":{\"pr_head_sha\":\""
                + new ObjectMapper()
                        .readTree(server.direct(pull))
                        .at("/head/sha")
                        .asText() + "\"}";
        assertThat(files(pull, head)).isEqualTo("200 miss");
        server.github().happen("octo-org", "hello-world", new RepoEvent.PullSynchronized(4, null, null));
        CLOCK.turn(Duration.ofSeconds(301));
        server.github().fail(FailRule.answering(503).onPath(pull + "/files"));
        assertThat(files(pull, head)).isEqualTo("503 miss");
        server.github().heal();
        assertThat(files(pull, head)).isEqualTo("200 miss");
        assertThat(files(pull, NOTHING)).isEqualTo("200 hit");
    }

    @Test
    void dropsAHintThatCannotBeChecked() throws Exception {
        String pull = REPO + "/pulls/16";
        assertThat(files(REPO + "/pulls/5", NOTHING)).isEqualTo("200 miss");
        server.github().fail(FailRule.answering(500).onPath(pull).times(1));
        assertThat(files(pull, MERGED)).isEqualTo("200 miss");
        assertThat(files(pull, NOTHING)).isEqualTo("200 hit");
    }

    /** The status and where the answer came from. */
    private static String files(String pull, String hint) throws Exception {
        Reply reply = server.read(token, pull + "/files", hint);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.at("/status") + " " + reply.at("/relay/cache");
    }
}
