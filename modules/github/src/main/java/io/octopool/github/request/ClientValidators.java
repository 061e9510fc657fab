package io.octopool.github.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a client already holds an answer, by the validators it sent (RFC 9110 13.1.2, 13.1.3, 13.2.2). What cannot be read
 * matches nothing: the client then gets the whole answer.
 */
final class ClientValidators {

    private static final Pattern ENTITY_TAG =
            Pattern.compile("\\G[ \\t,]*(?:W/)?(\"[\\x21\\x23-\\x7e]*\")[ \\t]*(?=,|$)");
    private static final DateTimeFormatter FIXED_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private ClientValidators() {}

    /** Whether the {@code if-none-match} names the tag, weakly compared. */
    static boolean matches(String ifNoneMatch, Optional<String> etag) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        if (etag.isEmpty()) {
            return false;
        }
        String opaque = etag.get().startsWith("W/") ? etag.get().substring(2) : etag.get();
        Matcher tags = ENTITY_TAG.matcher(ifNoneMatch);
        while (tags.find()) {
            if (tags.group(1).equals(opaque)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing has changed since the date of the {@code if-modified-since}. */
    static boolean unmodified(String ifModifiedSince, Optional<String> lastModified) {
        Optional<Instant> changed = lastModified.flatMap(ClientValidators::date);
        Optional<Instant> held = date(ifModifiedSince);
        return changed.isPresent() && held.isPresent() && !changed.get().isAfter(held.get());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.strip(), FIXED_DATE).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
