package io.octopool.github.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelayHeadersTest {

    @Test
    void keepsWhatMeansSomething() {
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("Accept", "application/json");
        sent.put("X-GitHub-Api-Version", "2022-11-28");
        sent.put("If-None-Match", "W/\"x\"");
        sent.put("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT");
        sent.put("Cache-Control", "max-age=5");
        sent.put("x-octopool-public-shape", "issue-search-v1");
        sent.put("Authorization", "Bearer nope");
        sent.put("Cookie", "nope");
        RelayHeaders headers = RelayHeaders.of(sent);
        assertThat(headers.values()).hasSize(6).doesNotContainKeys("authorization", "cookie");
        assertThat(headers.accept()).contains("application/json");
        assertThat(headers.shape()).contains("issue-search-v1");
        assertThat(headers.conditional()).isTrue();
        assertThat(headers.maxAge()).contains(Duration.ofSeconds(5));
    }

    @Test
    void letsLaterDuplicatesWin() {
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("ACCEPT", "first");
        sent.put("accept", "second");
        assertThat(RelayHeaders.of(sent).accept()).contains("second");
    }

    @Test
    void dropsValuesThatCannotBeSent() {
        assertThat(RelayHeaders.of(Map.of("accept", "x".repeat(512))).accept()).isPresent();
        assertThat(RelayHeaders.of(Map.of("accept", "x".repeat(513))).accept()).isEmpty();
        assertThat(RelayHeaders.of(Map.of("accept", "a\r\nx: y")).accept()).isEmpty();
        assertThat(RelayHeaders.of(Map.of("accept", "ä")).accept()).isEmpty();
        assertThat(RelayHeaders.of(Map.of("accept", "a\u007f")).accept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=0                 | 0",
                "no-cache, max-age=60      | 60",
                "MAX-AGE=60,no-store       | 60",
                "no-store max-age=7 x      | 7",
                "max-age=999999999         | 999999999",
                "max-age=1234567890        |",
                "max-age=                  |",
                "max-age=-1                |",
                "max-age=1.5               |",
                "s-max-age=5               |",
                "xmax-age=5                |",
                "max-age=5s                |",
                "max-age = 5               |",
                "no-cache                  |",
            })
    void readsTheMaximumAge(String cacheControl, @Nullable Long seconds) {
        assertThat(RelayHeaders.of(Map.of("cache-control", cacheControl)).maxAge())
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }
}
