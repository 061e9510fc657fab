package io.octopool.pool.lease;

import io.octopool.pool.lease.History.Bias;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories by their seeds: a seed that fails is repeated with {@code -Doctopool.seed=… -Doctopool.seeds=1}. */
class LeaseBookModelTest {

    private static final int STEPS = 100_000;
    private static final long FIRST_SEED = Long.getLong("octopool.seed", 20_260_301);
    private static final long SEEDS = Long.getLong("octopool.seeds", 3);

    static Stream<Arguments> histories() {
        return Stream.of(Bias.values())
                .flatMap(bias ->
                        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).mapToObj(seed -> Arguments.of(bias, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("histories")
    void keepsItsPromisesInALongRandomHistory(Bias bias, long seed) {
        new History(seed, bias).run(STEPS);
    }
}
