package io.octopool.github.json;

import io.octopool.github.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Strings as JSON literals, compact: only quotes, backslashes and control characters are escaped, non-ASCII and slashes stay
 * as they are (server spec 5.1).
 */
public final class JsonText {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** The literal of a string. */
    public static Bytes literal(String text) {
        return literal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The literal of text that is valid UTF-8. */
    public static Bytes literal(byte[] utf8) {
        long length = 2;
        for (byte b : utf8) {
            length += escapedLength(b);
        }
        byte[] literal = new byte[Math.toIntExact(length)];
        literal[0] = '"';
        int at = 1;
        for (byte b : utf8) {
            at = put(literal, at, b);
        }
        literal[at] = '"';
        return Bytes.owning(literal);
    }

    private static int escapedLength(byte b) {
        return switch (b) {
            case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
            default -> b >= 0 && b < 0x20 ? 6 : 1;
        };
    }

    private static int put(byte[] literal, int at, byte b) {
        byte letter = switch (b) {
            case '"', '\\' -> b;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case '\b' -> 'b';
            case '\f' -> 'f';
            default -> 0;
        };
        if (letter != 0) {
            literal[at] = '\\';
            literal[at + 1] = letter;
            return at + 2;
        }
        if (b < 0 || b >= 0x20) {
            literal[at] = b;
            return at + 1;
        }
        literal[at] = '\\';
        literal[at + 1] = 'u';
        literal[at + 2] = '0';
        literal[at + 3] = '0';
        literal[at + 4] = HEX[b >> 4];
        literal[at + 5] = HEX[b & 0xF];
        return at + 6;
    }
}
