package io.octopool.api.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names that clients of a caller go by (server spec 2.5). */
public final class ClientName {

    private static final String LOCAL = ".local";
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private ClientName() {}

    /** The name as it is kept: trimmed, without the suffix of a machine in its own network; empty if it is no client name. */
    public static Optional<String> normalised(String text) {
        String name = text.strip();
        if (name.length() > LOCAL.length() && name.toLowerCase(Locale.ROOT).endsWith(LOCAL)) {
            name = name.substring(0, name.length() - LOCAL.length());
        }
        return VALID.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }
}
