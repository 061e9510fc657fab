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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\"               | \"a\"   | true",
                "W/\"a\"             | \"a\"   | true",
                "\"a\"               | W/\"a\" | true",
                "W/\"a\"             | W/\"a\" | true",
                "\"x\", W/\"a\"      | \"a\"   | true",
                "\"x\",, \"a\" ,\"y\"  | \"a\"   | true",
                "\"x,\",\"a,b\"      | \"a,b\" | true",
                "*                   | \"a\"   | true",
                "*                   |         | true",
                "\"a\"               |         | false",
                "\"a\"               | \"A\"   | false",
                "\"ab\"              | \"a\"   | false",
                "w/\"a\"             | \"a\"   | false",
                "a                   | \"a\"   | false",
                "\"a                 | \"a\"   | false",
                "\"a\"x              | \"a\"   | false",
                "x \"a\"             | \"a\"   | false",
                "\"\"                | \"\"    | true",
                "`` | \"a\" | false",
            })
    void knowsWhetherTheCallerHoldsAnEntityTag(String ifNoneMatch, @Nullable String etag, boolean held) {
        RelayHeaders headers = RelayHeaders.of(Map.of("if-none-match", ifNoneMatch));
        assertThat(headers.satisfiedBy(etag, null)).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 00:00:00 GMT | true",
                "Thu, 01 Jan 2026 00:00:01 GMT | Thu, 01 Jan 2026 00:00:00 GMT | true",
                "Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 00:00:01 GMT | false",
                "Fri, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 00:00:00 GMT | false",
                "Thu, 01 Jan 2026 00:00:00 UTC | Thu, 01 Jan 2026 00:00:00 GMT | false",
                "Thursday, 01-Jan-26 00:00:00 GMT | Thu, 01 Jan 2026 00:00:00 GMT | false",
                "2026-01-01T00:00:00Z          | Thu, 01 Jan 2026 00:00:00 GMT | false",
                "Thu, 01 Jan 2026 00:00:00 GMT | yesterday                     | false",
                "Thu, 01 Jan 2026 00:00:00 GMT |                               | false",
            })
    void knowsWhetherTheCallerHoldsWhatHasNotChanged(
            String ifModifiedSince, @Nullable String lastModified, boolean held) {
        RelayHeaders headers = RelayHeaders.of(Map.of("if-modified-since", ifModifiedSince));
        assertThat(headers.satisfiedBy("\"a\"", lastModified)).isEqualTo(held);
    }

    @Test
    void goesByTheDateOnlyWithoutEntityTags() {
        String date = "Thu, 01 Jan 2026 00:00:00 GMT";
        RelayHeaders both = RelayHeaders.of(Map.of("if-none-match", "\"a\"", "if-modified-since", date));
        assertThat(both.satisfiedBy("\"a\"", "yesterday")).isTrue();
        assertThat(both.satisfiedBy("\"b\"", date)).isFalse();
        assertThat(both.satisfiedBy(null, date)).isFalse();
        assertThat(RelayHeaders.NONE.satisfiedBy("\"a\"", date)).isFalse();
    }
}
