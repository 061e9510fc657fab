package io.octopool.github.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about the rate limit (github-rules B1, B4). Each part is empty when it is absent or unreadable.
 *
 * @param limit requests per window
 * @param remaining requests left in the window
 * @param used requests made in the window
 * @param reset when the window ends
 * @param resource the resource that was charged, by GitHub's name
 * @param retryAfter how long to wait before the next call
 */
public record RateHeaders(
        OptionalLong limit,
        OptionalLong remaining,
        OptionalLong used,
        Optional<Instant> reset,
        Optional<String> resource,
        Optional<Duration> retryAfter) {

    public static final RateHeaders NONE = of(Map.of());

    /** GitHub sends counts and epoch seconds of ten digits; longer numbers than this are noise. */
    private static final int MAX_DIGITS = 11;

    /** What the headers of an answer, by lower-case name, say. */
    public static RateHeaders of(Map<String, String> headers) {
        OptionalLong reset = number(headers.get("x-ratelimit-reset"));
        OptionalLong retryAfter = number(headers.get("retry-after"));
        return new RateHeaders(
                number(headers.get("x-ratelimit-limit")),
                number(headers.get("x-ratelimit-remaining")),
                number(headers.get("x-ratelimit-used")),
                reset.isPresent() ? Optional.of(Instant.ofEpochSecond(reset.getAsLong())) : Optional.empty(),
                Optional.ofNullable(headers.get("x-ratelimit-resource"))
                        .map(String::strip)
                        .filter(resource -> !resource.isEmpty()),
                retryAfter.isPresent() ? Optional.of(Duration.ofSeconds(retryAfter.getAsLong())) : Optional.empty());
    }

    /** Whether the window is known to be used up. */
    public boolean exhausted() {
        return remaining.isPresent() && remaining.getAsLong() == 0;
    }

    private static OptionalLong number(@Nullable String text) {
        String digits = text == null ? "" : text.strip();
        return digits.isEmpty()
                        || digits.length() > MAX_DIGITS
                        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(digits));
    }
}
