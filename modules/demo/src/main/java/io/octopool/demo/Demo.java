package io.octopool.demo;

import io.octopool.api.server.LogSetup;
import io.octopool.api.server.Server;
import io.octopool.api.server.StartFailure;
import io.octopool.api.settings.InvalidSettings;
import io.octopool.api.settings.LogFormat;
import io.octopool.api.settings.LogLevel;
import io.octopool.sim.Simulator;
import io.octopool.sim.SimulatorOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code octopool demo}: three agents read through one server, against a simulated GitHub. Leaves nothing behind. */
public final class Demo {

    private static final String USAGE = """
            usage: octopool demo [--keep]

            Shows three agents reading GitHub through one pool. --keep leaves the server running until Ctrl-C.
            """;

    /** Roughly what GitHub takes. */
    private static final Duration LATENCY = Duration.ofMillis(80);

    private Demo() {}

    /** Ends with 0 when the story was told, with 1 and one line on standard error when it could not be. */
    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = List.of(args);
        boolean keep = arguments.equals(List.of("--keep"));
        if (!arguments.isEmpty() && !keep) {
            boolean asked = arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"));
            (asked ? System.out : System.err).print(USAGE);
            System.exit(asked ? 0 : 1);
        }
        PrintStream out = System.out;
        out.println("Octopool demo: three agents share one pool of two GitHub identities.");
        out.println("Starting a GitHub simulator and a server in this process ...");
        out.flush();
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(run(new Screen(out), keep));
    }

    private static int run(Screen screen, boolean keep) throws InterruptedException {
        LogSetup.apply(LogFormat.TEXT, LogLevel.WARN);
        try (ThrowAwayDirectory data = ThrowAwayDirectory.create();
                Simulator github = Simulator.start(SimulatorOptions.defaults().withLatency(LATENCY));
                Server server = Server.start(environment(github, data.path()))) {
            new Story(server.uri(), github, screen).tell();
            if (keep) {
                screen.note("Running at " + server.uri() + " until Ctrl-C.");
                awaitInterrupt(server, github, data);
            }
            return 0;
        } catch (IOException | InvalidSettings | StartFailure | StoryFailure e) {
            System.err.println("octopool demo: " + e.getMessage());
            return 1;
        }
    }

    /** The signal ends the process from a hook, which therefore does what the resources' end would do. */
    private static void awaitInterrupt(Server server, Simulator github, ThrowAwayDirectory data)
            throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            github.close();
            data.close();
            Runtime.getRuntime().halt(0);
        }));
        new CountDownLatch(1).await();
    }

    private static Map<String, String> environment(Simulator github, Path data) {
        return Map.of(
                "ALLOWED_GITHUB_ORG", "octo-org",
                "OCTOPOOL_ADMIN_TOKEN", Story.ADMIN_TOKEN,
                "OCTOPOOL_GITHUB_ORG_TOKEN", "sim-pat-alice",
                "OCTOPOOL_PAT_ALICE", "sim-pat-alice",
                "OCTOPOOL_PAT_BOB", "sim-pat-bob",
                "OCTOPOOL_GITHUB_API_URL", github.uri().toString(),
                "OCTOPOOL_DATA_DIR", data.toString(),
                "OCTOPOOL_HTTP_PORT", "0");
    }
}
