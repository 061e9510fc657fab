package io.octopool.api.pools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

    @ParameterizedTest
    @CsvSource({
        "'', 24h, 86400",
        "'  ', 24h, 86400",
        "24, 24h, 86400",
        "1m, 1m, 60",
        "' 5M ', 5m, 300",
        "7D, 7d, 604800",
        "720h, 720h, 2592000",
        "30d, 30d, 2592000",
        "43200m, 43200m, 2592000"
    })
    void readsANumberWithAUnit(String text, String label, long seconds) {
        assertThat(Window.of(text))
                .hasValueSatisfying(window -> assertThat(window)
                        .returns(label, Window::label)
                        .returns(seconds, asked -> asked.length().toSeconds()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0h",
                "01h",
                "-1h",
                "+1h",
                "1s",
                "1w",
                "31d",
                "721h",
                "43201m",
                "1.5h",
                "1 h",
                "h",
                "24hh",
                "1h2m",
                "99999999999999999999h",
                "\u0661h"
            })
    void refusesEverythingElse(String text) {
        assertThat(Window.of(text)).isEmpty();
    }

    @Test
    void isADayUnlessAskedOtherwise() {
        assertThat(Window.of("")).contains(Window.DAY);
    }
}
