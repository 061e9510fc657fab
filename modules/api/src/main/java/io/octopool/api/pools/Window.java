package io.octopool.api.pools;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far back statistics reach (server spec 11.3).
 *
 * @param label the number and its unit, as it was asked for
 * @param length 1 second to 30 days
 */
record Window(String label, Duration length) {

    static final Window DAY = new Window("24h", Duration.ofHours(24));

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})([mhd]?)");

    /** Reads a whole number with the unit m, h (the default) or d; a blank text is a day. Empty if it is anything else. */
    static Optional<Window> of(String text) {
        String asked = text.strip().toLowerCase(Locale.ROOT);
        if (asked.isEmpty()) {
            return Optional.of(DAY);
        }
        Matcher matcher = TEXT.matcher(asked);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2).isEmpty() ? "h" : matcher.group(2);
        Duration length = switch (unit) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        return length.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(new Window(count + unit, length));
    }
}
