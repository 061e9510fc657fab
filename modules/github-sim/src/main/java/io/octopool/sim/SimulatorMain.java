package io.octopool.sim;

import io.octopool.sim.apps.AppKey;
import io.octopool.sim.replay.RecordingException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code octopool sim}: runs the simulator until it is told to stop. */
public final class SimulatorMain {

    private SimulatorMain() {}

    /** Ends with 0 after SIGTERM or SIGINT, with 1 when it could not start. */
    public static void main(String[] args) throws InterruptedException {
        SimulatorArguments.Parsed parsed = SimulatorArguments.parse(List.of(args));
        switch (parsed) {
            case SimulatorArguments.Help() -> System.out.print(SimulatorArguments.USAGE);
            case SimulatorArguments.PrintAppKey(long seed) ->
                System.out.print(AppKey.of(seed).pkcs1());
            case SimulatorArguments.Wrong(String problem) -> {
                System.err.println("octopool sim: " + problem);
                System.err.print(SimulatorArguments.USAGE);
                System.exit(1);
            }
            case SimulatorArguments.Start(SimulatorOptions options) -> run(options, System.out, System.err);
        }
    }

    private static void run(SimulatorOptions options, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            Simulator simulator = Simulator.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                simulator.close();
                Runtime.getRuntime().halt(0); // a JVM stopped by a signal would end with 128 + its number
            }));
            out.println("github simulator ready on " + simulator.uri());
            out.flush();
            new CountDownLatch(1).await();
        } catch (RecordingException e) {
            err.println("octopool sim: " + e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            err.println("octopool sim: cannot start on port " + options.port() + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
