package io.octopool.github.answer;

import java.util.Locale;

/** How the body of an answer stands in the envelope (server spec 5.1). */
public enum Encoding {
    /** A JSON value, as GitHub sent it. */
    JSON,
    /** A string; or null for an empty body. */
    TEXT,
    /** A string of base64. */
    BASE64;

    /** {@code body_encoding} on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The encoding of that wire name; {@link IllegalArgumentException} for any other. */
    public static Encoding ofWireName(String name) {
        return switch (name) {
            case "json" -> JSON;
            case "text" -> TEXT;
            case "base64" -> BASE64;
            default -> throw new IllegalArgumentException("unknown body encoding");
        };
    }
}
