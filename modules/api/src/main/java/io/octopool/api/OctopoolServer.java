package io.octopool.api;

import io.octopool.api.server.LogSetup;
import io.octopool.api.server.Server;
import io.octopool.api.server.StartFailure;
import io.octopool.api.settings.InvalidSettings;
import io.octopool.api.settings.Settings;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** {@code octopool serve}: runs the server until it is told to stop. */
public final class OctopoolServer {

    private static final String USAGE = """
            usage: octopool serve

            Runs the server in the foreground. It is configured by environment variables; ALLOWED_GITHUB_ORG is required.
            """;

    private OctopoolServer() {}

    /**
     * Standard output carries the ready line alone: a library that prints its own debugging there is not heard. Ends with 0
     * after SIGTERM or SIGINT, with 1 and one line on standard error when it cannot start.
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            boolean asked = args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"));
            (asked ? System.out : System.err).print(USAGE);
            System.exit(asked ? 0 : 1);
        }
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        run(System.getenv(), out, System.err);
    }

    private static void run(Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        try {
            Settings settings = Settings.of(environment);
            LogSetup.apply(settings.logFormat(), settings.logLevel());
            settings.notices().forEach(notice -> err.println("octopool: " + notice));
            Server server = Server.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                Runtime.getRuntime().halt(0); // a JVM stopped by a signal would end with 128 + its number
            }));
            out.println("octopool ready on " + server.uri());
            out.flush();
            CompletionStage<?> _ = server.notices()
                    .thenAccept(notices -> notices.forEach(notice -> err.println("octopool: " + notice)));
            new CountDownLatch(1).await();
        } catch (InvalidSettings | StartFailure e) {
            err.println("octopool: " + e.getMessage());
            err.flush();
            System.exit(1);
        }
    }
}
