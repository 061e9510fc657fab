package io.octopool.github.request;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a relay request that mean something (server spec 3.4). All others are dropped without a word, as are values
 * of more than 512 characters or with anything but visible ASCII and spaces (17.1 item 12).
 *
 * @param values the kept headers by lower-case name
 */
public record RelayHeaders(Map<String, String> values) {

    public static final RelayHeaders NONE = new RelayHeaders(Map.of());

    private static final Set<String> KEPT = Set.of(
            "accept",
            "x-github-api-version",
            "if-none-match",
            "if-modified-since",
            "cache-control",
            "x-octopool-public-shape");
    private static final int MAX_LENGTH = 512;
    private static final Pattern MAX_AGE =
            Pattern.compile("(?:^|[,\\s])max-age=([0-9]{1,9})(?=$|[,\\s])", Pattern.CASE_INSENSITIVE);

    public RelayHeaders {
        values = Map.copyOf(values);
    }

    /**
     * Filters headers that were sent with string values.
     *
     * @param sent names in any case; of names that differ only in case, the later one wins in the map's order
     */
    public static RelayHeaders of(Map<String, String> sent) {
        Map<String, String> kept = new TreeMap<>();
        sent.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (KEPT.contains(lower) && isSendable(value)) {
                kept.put(lower, value);
            }
        });
        return new RelayHeaders(kept);
    }

    public Optional<String> accept() {
        return value("accept");
    }

    public Optional<String> apiVersion() {
        return value("x-github-api-version");
    }

    public Optional<String> ifNoneMatch() {
        return value("if-none-match");
    }

    public Optional<String> ifModifiedSince() {
        return value("if-modified-since");
    }

    /** The reduced representation that the client would be content with. */
    public Optional<String> shape() {
        return value("x-octopool-public-shape");
    }

    /** Whether the caller sent a validator of its own. */
    public boolean conditional() {
        return ifNoneMatch().isPresent() || ifModifiedSince().isPresent();
    }

    /**
     * Whether the caller's own validators say that it holds the answer with these validators already, so that 304 is the right
     * reply (17.3 item 7). {@code if-modified-since} counts only without {@code if-none-match} (RFC 9110 13.2.2).
     *
     * @param etag the answer's entity tag, null if it has none
     * @param lastModified the answer's date of change, null if it has none
     */
    public boolean satisfiedBy(@Nullable String etag, @Nullable String lastModified) {
        return ifNoneMatch()
                .map(tags -> ClientValidators.matches(tags, Optional.ofNullable(etag)))
                .or(() -> ifModifiedSince()
                        .map(date -> ClientValidators.unmodified(date, Optional.ofNullable(lastModified))))
                .orElse(false);
    }

    /** The age up to which the caller takes a cached answer: {@code max-age} of {@code cache-control} (7.6). */
    public Optional<Duration> maxAge() {
        return value("cache-control").flatMap(text -> {
            Matcher matcher = MAX_AGE.matcher(text);
            return matcher.find()
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))))
                    : Optional.empty();
        });
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static boolean isSendable(String value) {
        return value.length() <= MAX_LENGTH && value.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }
}
