package io.octopool.github.request;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/** Percent encoding of what may not stand in a URL as it is (RFC 3986). */
final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    private static final BitSet IN_SEGMENT = bits(UNRESERVED);
    private static final BitSet IN_PATH = bits(UNRESERVED + "/%!$&'()*+,;=:@");

    private PercentEncoding() {}

    /** A path whose percent signs are escapes already. */
    static String ofPath(String path) {
        return encode(path, IN_PATH);
    }

    /** One segment of plain text. */
    static String ofSegment(String text) {
        return encode(text, IN_SEGMENT);
    }

    /** A name or value of a query: form-encoded, a space becomes a plus. */
    static String ofForm(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String encode(String text, BitSet plain) {
        if (text.chars().allMatch(plain::get)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 32);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && plain.get(b)) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }

    private static BitSet bits(String characters) {
        BitSet bits = new BitSet(128);
        characters.chars().forEach(bits::set);
        return bits;
    }
}
