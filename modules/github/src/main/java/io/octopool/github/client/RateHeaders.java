package io.octopool.github.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
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
 * @param reset when the window ends, by GitHub's clock
 * @param resource the resource that was charged, by GitHub's name
 * @param retryAfter how long to wait before the next call
 * @param date when GitHub answered, by its clock
 */
public record RateHeaders(
        OptionalLong limit,
        OptionalLong remaining,
        OptionalLong used,
        Optional<Instant> reset,
        Optional<String> resource,
        Optional<Duration> retryAfter,
        Optional<Instant> date) {

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
                retryAfter.isPresent() ? Optional.of(Duration.ofSeconds(retryAfter.getAsLong())) : Optional.empty(),
                date(headers.get("date")));
    }

    /** When the window ends, by the clock that reads {@code now} as the answer comes: that and GitHub's may differ. */
    public Optional<Instant> resetOn(Instant now) {
        return reset.map(end ->
                date.map(answered -> now.plus(Duration.between(answered, end))).orElse(end));
    }

    /** Whether the window is known to be used up. */
    public boolean exhausted() {
        return remaining.isPresent() && remaining.getAsLong() == 0;
    }

    private static Optional<Instant> date(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(value -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip(), Instant::from));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
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
