package io.octopool.api.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Looks for markers in anything: as they are, URL-encoded, in base64 at any alignment, and in whatever in it is compressed with
 * zlib or gzip.
 */
final class LeakScan {

    private static final int DEEPEST = 3;

    /** Each form that gives a marker away, with what it gives away; one byte a character. */
    private final Map<String, String> forms = new LinkedHashMap<>();

    LeakScan(Set<String> markers) {
        for (String marker : markers) {
            byte[] bytes = marker.getBytes(StandardCharsets.UTF_8);
            forms.put(new String(bytes, StandardCharsets.ISO_8859_1), marker);
            forms.put(URLEncoder.encode(marker, StandardCharsets.UTF_8), marker + " URL-encoded");
            forms.put(URLEncoder.encode(marker, StandardCharsets.UTF_8).replace("+", "%20"), marker + " URL-encoded");
            for (int shift = 0; shift < 3; shift++) {
                byte[] shifted = new byte[bytes.length + shift];
                System.arraycopy(bytes, 0, shifted, shift, bytes.length);
                int whole = (shifted.length / 3) * 4;
                int first = shift == 0 ? 0 : 4;
                forms.put(encoded(Base64.getEncoder(), shifted, first, whole), marker + " in base64");
                forms.put(encoded(Base64.getUrlEncoder(), shifted, first, whole), marker + " in base64url");
            }
        }
    }

    private static String encoded(Base64.Encoder base64, byte[] bytes, int from, int to) {
        return base64.encodeToString(bytes).substring(from, to);
    }

    /** What is given away, empty if nothing is. */
    Optional<String> find(byte[] data) {
        return find(data, DEEPEST);
    }

    Optional<String> find(String text) {
        return find(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> find(byte[] data, int depth) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        String unwrapped = text.replace("\\n", "").replace("\n", "").replace("\\/", "/");
        for (Map.Entry<String, String> form : forms.entrySet()) {
            if (text.contains(form.getKey()) || unwrapped.contains(form.getKey())) {
                return Optional.of(form.getValue());
            }
        }
        for (int at = 0; depth > 0 && at + 2 < data.length; at++) {
            Optional<String> found = switch (data[at] & 0xff) {
                case 0x78 -> isZlib(data, at) ? inside(data, at, false, depth) : Optional.empty();
                case 0x1f -> (data[at + 1] & 0xff) == 0x8b ? inside(data, at, true, depth) : Optional.empty();
                default -> Optional.empty();
            };
            if (found.isPresent()) {
                return found.map(what -> what + ", compressed");
            }
        }
        return Optional.empty();
    }

    private static boolean isZlib(byte[] data, int at) {
        return (((data[at] & 0xff) << 8) | (data[at + 1] & 0xff)) % 31 == 0;
    }

    private Optional<String> inside(byte[] data, int at, boolean gzip, int depth) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream raw = new ByteArrayInputStream(data, at, data.length - at);
                InputStream inflated = gzip ? new GZIPInputStream(raw) : new InflaterInputStream(raw)) {
            inflated.transferTo(plain);
        } catch (IOException nothingOrCutShort) {
            // What was inflated up to here is looked at.
        }
        return plain.size() == 0 ? Optional.empty() : find(plain.toByteArray(), depth - 1);
    }
}
