package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadersTest {

    @Test
    void letsOnlyListedHeadersOut() {
        ResponseHeaders headers = new ResponseHeaders(Map.of(
                "x-github-request-id", "1:2",
                "content-type", "application/json; charset=utf-8",
                "etag", "W/\"a\\b\"",
                "set-cookie", "secret",
                "x-oauth-scopes", "repo",
                "x-accepted-github-permissions", "contents=read"));
        assertThat(headers.toJson().text())
                .isEqualTo("{\"content-type\":\"application/json; charset=utf-8\",\"etag\":\"W/\\\"a\\\\b\\\"\","
                        + "\"x-github-request-id\":\"1:2\"}");
        assertThat(headers.etag()).contains("W/\"a\\b\"");
        assertThat(headers.lastModified()).isEmpty();
        assertThat(ResponseHeaders.NONE.toJson().text()).isEqualTo("{}");
    }

    @Test
    void takesOutWhatDescribesAnotherPage() {
        ResponseHeaders headers = new ResponseHeaders(Map.of(
                "content-type", "application/json",
                "etag", "\"a\"",
                "last-modified", "x",
                "link", "<u>; rel=next",
                "x-ratelimit-used", "1"));
        assertThat(headers.withoutPaging().values())
                .containsOnlyKeys("content-type", "x-ratelimit-used")
                .containsEntry("x-ratelimit-used", "1");
    }

    @Test
    void readsTheRateLimit() {
        RateHeaders rate = RateHeaders.of(Map.of(
                "x-ratelimit-limit", "5000",
                "x-ratelimit-remaining", "0",
                "x-ratelimit-used", " 5000 ",
                "x-ratelimit-reset", "1767225600",
                "x-ratelimit-resource", "core",
                "retry-after", "60"));
        assertThat(rate.limit()).hasValue(5000);
        assertThat(rate.remaining()).hasValue(0);
        assertThat(rate.used()).hasValue(5000);
        assertThat(rate.reset()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(rate.resource()).contains("core");
        assertThat(rate.retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(rate.exhausted()).isTrue();
    }

    @Test
    void translatesTheResetByTheTimeOfTheAnswer() {
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(RateHeaders.of(Map.of("x-ratelimit-reset", "1767225600")).resetOn(now))
                .contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(RateHeaders.of(Map.of("x-ratelimit-reset", "1767225600", "date", "Wed, 31 Dec 2025 23:50:00 GMT"))
                        .resetOn(now))
                .contains(now.plusSeconds(600));
        assertThat(RateHeaders.of(Map.of("date", "Wed, 31 Dec 2025 23:50:00 GMT"))
                        .resetOn(now))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.5", "1e3", "abc", "999999999999999999999", "\u0661"})
    void toleratesGarbage(String garbage) {
        RateHeaders rate = RateHeaders.of(Map.of(
                "x-ratelimit-limit", garbage,
                "x-ratelimit-remaining", garbage,
                "x-ratelimit-used", garbage,
                "x-ratelimit-reset", garbage,
                "date", garbage,
                "retry-after", garbage));
        assertThat(rate).isEqualTo(RateHeaders.NONE);
        assertThat(rate.exhausted()).isFalse();
    }
}
