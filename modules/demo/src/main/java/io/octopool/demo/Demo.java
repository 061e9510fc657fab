package io.octopool.demo;

import io.octopool.api.server.Server;
import io.octopool.api.server.StartFailure;
import io.octopool.api.settings.InvalidSettings;
import io.octopool.sim.Simulator;
import io.octopool.sim.SimulatorOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newcomer's first command: a simulated GitHub and a server in one process, and a short story of reads. */
public final class Demo {

    private static final String USAGE = "usage: octopool demo [--keep]";

    /** A GitHub that takes a moment, so that the difference between asking it and not asking it shows. */
    private static final Duration GITHUB_LATENCY = Duration.ofMillis(120);

    private static final String ADMIN_TOKEN = "demo-admin";

    private Demo() {}

    /** Standard output is the story's alone: a library that prints its own debugging there is not heard. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> options = List.of(arguments);
        if (!options.isEmpty() && !options.equals(List.of("--keep"))) {
            System.err.println(USAGE);
            System.exit(1);
        }
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        System.exit(run(out, !options.isEmpty()));
    }

    /**
     * Tells the story.
     *
     * @param keep whether to stay up afterwards until the process is interrupted
     * @return the exit code
     */
    static int run(PrintStream out, boolean keep) throws InterruptedException {
        out.println("Octopool demo: a simulated GitHub and a relay start on this machine ...");
        Path directory = null;
        try {
            directory = Files.createTempDirectory("octopool-demo-");
            tell(out, directory, keep);
            return 0;
        } catch (IOException | IllegalStateException | InvalidSettings | StartFailure failure) {
            System.err.println("octopool: the demo failed: " + failure.getMessage());
            return 1;
        } finally {
            delete(directory);
        }
    }

    private static void tell(PrintStream out, Path directory, boolean keep)
            throws IOException, InterruptedException, InvalidSettings, StartFailure {
        try (Simulator github = Simulator.start(SimulatorOptions.defaults().withLatency(GITHUB_LATENCY));
                Server server = Server.start(environment(github, directory))) {
            out.println("  GitHub (simulated)  " + github.uri());
            out.println("  Octopool            " + server.uri());
            Relay relay = new Relay(server.uri());
            Cast cast = Cast.provision(relay, ADMIN_TOKEN);
            out.println("  pool \"maintainers\": two identities, three callers, each with a token of its own");
            github.clearCalls();
            Story story = new Story(relay, cast, out);
            int reads = story.tell();
            Totals.of(reads, github.calls()).print(out);
            out.println();
            out.println(
                    "The server is at " + server.uri() + (keep ? "; Ctrl-C ends it." : " until this command ends."));
            if (keep) {
                out.println("  curl -H 'authorization: Bearer " + cast.token("alice") + "' " + server.uri()
                        + "/v1/pools/maintainers/health");
                waitForInterrupt();
            }
        }
    }

    private static Map<String, String> environment(Simulator github, Path directory) {
        return Map.of(
                "ALLOWED_GITHUB_ORG", "octo-org",
                "OCTOPOOL_ADMIN_TOKEN", ADMIN_TOKEN,
                "OCTOPOOL_GITHUB_ORG_TOKEN", "sim-pat-alice",
                "OCTOPOOL_PAT_ALICE", "sim-pat-alice",
                "OCTOPOOL_PAT_BOB", "sim-pat-bob",
                "OCTOPOOL_GITHUB_API_URL", github.uri().toString(),
                "OCTOPOOL_HTTP_PORT", "0",
                "OCTOPOOL_DATA_DIR", directory.resolve("data").toString(),
                "OCTOPOOL_LOG_LEVEL", "warn");
    }

    private static void waitForInterrupt() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(interrupted::countDown));
        interrupted.await();
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            System.err.println("octopool: could not remove " + directory + ": " + left.getMessage());
        }
    }
}
