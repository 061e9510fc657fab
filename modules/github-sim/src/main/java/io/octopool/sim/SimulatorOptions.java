package io.octopool.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a simulator.
 *
 * @param port on 127.0.0.1; 0 for any free one
 * @param latency how long each API answer is held back
 * @param organization login of the organisation that alice, bob and carol belong to
 * @param seed the same seed makes the same world
 * @param replayFiles recordings, asked in this order before the world
 * @param clock the simulator's time, on which budgets and events depend
 */
public record SimulatorOptions(
        int port, Duration latency, String organization, long seed, List<Path> replayFiles, InstantSource clock) {

    public SimulatorOptions {
        replayFiles = List.copyOf(replayFiles);
    }

    /** A free port, no latency, {@code octo-org}, seed 1, no recordings, the system's time. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(0, Duration.ZERO, "octo-org", 1, List.of(), InstantSource.system());
    }

    public SimulatorOptions withPort(int value) {
        return new SimulatorOptions(value, latency, organization, seed, replayFiles, clock);
    }

    public SimulatorOptions withLatency(Duration value) {
        return new SimulatorOptions(port, value, organization, seed, replayFiles, clock);
    }

    public SimulatorOptions withOrganization(String value) {
        return new SimulatorOptions(port, latency, value, seed, replayFiles, clock);
    }

    public SimulatorOptions withSeed(long value) {
        return new SimulatorOptions(port, latency, organization, value, replayFiles, clock);
    }

    /** Adds a file of recordings. */
    public SimulatorOptions replaying(Path file) {
        List<Path> files = new ArrayList<>(replayFiles);
        files.add(file);
        return new SimulatorOptions(port, latency, organization, seed, files, clock);
    }

    public SimulatorOptions withClock(InstantSource value) {
        return new SimulatorOptions(port, latency, organization, seed, replayFiles, value);
    }
}
