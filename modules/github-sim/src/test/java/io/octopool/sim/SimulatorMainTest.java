package io.octopool.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.apps.AppKey;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTest {

    @TempDir
    Path directory;

    private record Ended(int exit, String out, String err) {}

    @Test
    void saysWhereItIsAndEndsWithZeroWhenTold() throws Exception {
        Process process = launch("--port", "0", "--org", "acme");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            String line = Objects.requireNonNull(out.readLine());
            assertThat(line).matches("github simulator ready on http://127\\.0\\.0\\.1:[0-9]+");
            String base = line.substring(line.indexOf("http"));
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/repos/acme/hello-world"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsWithOneLineWhenThePortIsInUse() throws Exception {
        try (Simulator other = Simulator.start()) {
            String port = Integer.toString(other.uri().getPort());
            Ended ended = run("--port", port);
            assertThat(ended.exit).isEqualTo(1);
            assertThat(ended.out).isEmpty();
            assertThat(ended.err.lines()).singleElement().asString().contains(port);
        }
    }

    @Test
    void endsWithOneLineWhenARecordingIsMissing() throws Exception {
        String missing = directory.resolve("missing.json").toString();
        Ended ended = run("--port", "0", "--replay", missing);
        assertThat(ended.exit).isEqualTo(1);
        assertThat(ended.err.lines()).singleElement().asString().contains(missing);
    }

    @Test
    void endsWithUsageWhenAnArgumentIsWrong() throws Exception {
        Ended ended = run("--print-key");
        assertThat(ended.exit).isEqualTo(1);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err).contains("unknown argument --print-key").contains("usage: octopool sim");
    }

    @Test
    void printsTheKeyOfTheAppAndEndsWithZero() throws Exception {
        Ended ended = run("--print-app-key", "--seed", "3");
        assertThat(ended.err).isEmpty();
        assertThat(ended.exit).isZero();
        assertThat(ended.out).isEqualTo(AppKey.of(3).pkcs1());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--port x",
                "--port 70000",
                "--latency 1h",
                "--seed x",
                "--org -x",
                "extra",
                "--port=1 --what=2"
            })
    void refusesBadArguments(String line) {
        assertThat(SimulatorArguments.parse(List.of(line.split(" ")))).isInstanceOf(SimulatorArguments.Wrong.class);
    }

    @Test
    void readsItsArguments() {
        SimulatorArguments.Parsed parsed = SimulatorArguments.parse(List.of(
                "--port=5", "--latency", "150ms", "--replay", "a", "--replay", "b", "--org", "acme", "--seed", "9"));
        assertThat(parsed).isInstanceOfSatisfying(SimulatorArguments.Start.class, start -> {
            assertThat(start.options().port()).isEqualTo(5);
            assertThat(start.options().latency()).isEqualTo(Duration.ofMillis(150));
            assertThat(start.options().replayFiles()).containsExactly(Path.of("a"), Path.of("b"));
            assertThat(start.options().organization()).isEqualTo("acme");
            assertThat(start.options().seed()).isEqualTo(9);
        });
        assertThat(SimulatorArguments.parse(List.of()))
                .isInstanceOfSatisfying(
                        SimulatorArguments.Start.class,
                        start -> assertThat(start.options().port()).isEqualTo(9797));
        assertThat(SimulatorArguments.parse(List.of("--help"))).isInstanceOf(SimulatorArguments.Help.class);
    }

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = launch(arguments);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
