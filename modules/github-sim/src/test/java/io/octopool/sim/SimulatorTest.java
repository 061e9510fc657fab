package io.octopool.sim;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulator and a client of it for each test. */
abstract class SimulatorTest {

    protected final MovableClock clock = new MovableClock();
    protected Simulator simulator;
    protected SimClient client;

    @BeforeEach
    void startSimulator() throws IOException {
        simulator = Simulator.start(SimulatorOptions.defaults().withClock(clock));
        client = new SimClient(simulator);
    }

    @AfterEach
    void closeSimulator() {
        client.close();
        simulator.close();
    }
}
