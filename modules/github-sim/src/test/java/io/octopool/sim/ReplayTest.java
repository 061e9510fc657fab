package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.octopool.sim.replay.RecordingException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final String NUMBERS = "/repos/octocat/Spoon/numbers";

    @TempDir
    Path directory;

    private Simulator simulator;
    private SimClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(SimulatorOptions.defaults().replaying(recordings()));
        client = new SimClient(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void sendsJsonCompactWithEveryNumberAndKeyAsRecorded() throws Exception {
        SimClient.Reply reply = client.get(NUMBERS + "?page=1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo("{\"z\":9007199254740993123,\"10\":1.0,\"2\":1E5,\"a\":[],\"text\":\"Grüße \u2028 </>\"}");
    }

    @Test
    void givesRecordedAnswersValidatorsAndBudgets() throws Exception {
        SimClient.Reply full = client.get(NUMBERS, "authorization", ALICE);
        SimClient.Reply same = client.get(NUMBERS, "authorization", ALICE, "if-none-match", full.etag());

        assertThat(full.etag()).startsWith("W/\"");
        assertThat(full.header("x-ratelimit-remaining")).isEqualTo("4999");
        assertThat(full.header("cache-control")).isEqualTo("private, max-age=5");
        assertThat(same.status()).isEqualTo(304);
        assertThat(simulator.calls().spent("user:alice", "core")).isEqualTo(1);
    }

    @Test
    void putsItsOwnBaseInPlaceOfSim() throws Exception {
        assertThat(client.get(NUMBERS).header("link"))
                .isEqualTo("<" + simulator.uri() + "/repositories/9/numbers?page=2>; rel=\"next\"");
        SimClient.Reply moved = client.get("/repos/octocat/Spoon/actions/jobs/5/logs");
        assertThat(moved.status()).isEqualTo(302);
        assertThat(moved.header("location")).isEqualTo(simulator.uri() + "/logs/5?sig=x");
    }

    @Test
    void matchesTheQueryWhereOneWasRecordedAndSendsTextAsItIs() throws Exception {
        assertThat(client.get(NUMBERS + "?page=2").body()).isEqualTo("[\"second page\"]");
        SimClient.Reply log = client.get("/logs/5?sig=x");
        assertThat(log.body()).isEqualTo("line one\n  {\"not\": \"touched\"}\n");
        assertThat(log.header("content-type")).isEqualTo("text/plain");
        assertThat(client.get("/logs/5?sig=y").status()).isEqualTo(404);
    }

    @Test
    void winsOverTheWorldWhichAnswersTheRest() throws Exception {
        assertThat(client.get("/repos/Octo-Org/hello-world").status()).isEqualTo(451);
        assertThat(client.get("/repos/octo-org/hello-world/pulls/1").status()).isEqualTo(200);
        assertThat(client.get("/repos/octo-org/hello-world", "authorization", "Bearer x")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[1]",
                "[{}]",
                "[{\"request\":{\"method\":\"GET\"},\"response\":{\"status\":200}}]",
                "[{\"request\":{\"method\":\"GET\",\"path\":\"/\"},\"response\":{\"status\":\"many\"}}]"
            })
    void refusesWhatIsNoRecordingInOneLine(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.json"), text);

        assertThatThrownBy(() -> Simulator.start(SimulatorOptions.defaults().replaying(file)))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(file.toString())
                .message()
                .doesNotContain("\n");
    }

    private static Path recordings() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ReplayTest.class.getResource("/recordings/small.json"))
                .toURI());
    }
}
