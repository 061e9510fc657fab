package io.octopool.persistence.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionTest {

    private static Row row(String key, long second, long bytes) {
        Instant at = Instant.ofEpochSecond(second);
        return new Row(key, at, at, bytes);
    }

    private static final List<Row> ENTRIES = List.of(row("a", 1, 10), row("c", 3, 10), row("e", 5, 10));
    private static final List<Row> LOGS = List.of(row("b", 2, 100), row("d", 4, 100));

    @ParameterizedTest
    @CsvSource({"999, 1000, 0", "1000, 1000, 0", "1001, 1000, 51", "2000, 1000, 1050", "11, 10, 1"})
    void freesDownToNinetyFivePercentOnceTheBudgetIsExceeded(long stored, long budget, long excess) {
        assertThat(Eviction.excess(stored, budget)).isEqualTo(excess);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 10, a",
        "10, 10, a",
        "11, 10, ab",
        "110, 10, ab",
        "111, 10, abc",
        "215, 10, abcd",
        "9999, 10, abcde",
        "9999, 3, abc",
        "0, 10, ''"
    })
    void takesTheOldestOfBothAndNoMoreThanNeeded(long excess, int most, String expected) {
        Eviction eviction = Eviction.of(ENTRIES, LOGS, excess, most);
        String keys = Stream.concat(eviction.entries().stream(), eviction.logs().stream())
                .map(Row::key)
                .sorted()
                .collect(Collectors.joining());
        assertThat(keys).isEqualTo(expected);
    }

    @Test
    void keepsAnswersAndLogsApart() {
        Eviction eviction = Eviction.of(ENTRIES, LOGS, 120, 10);
        assertThat(eviction.entries()).extracting(Row::key).containsExactly("a", "c");
        assertThat(eviction.logs()).extracting(Row::key).containsExactly("b");
        assertThat(Eviction.of(List.of(), List.of(), 5, 10).isEmpty()).isTrue();
    }
}
