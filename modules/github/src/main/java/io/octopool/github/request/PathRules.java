package io.octopool.github.request;

import java.util.HexFormat;
import java.util.Locale;

/**
 * Which paths are refused (server spec 3.2, 17.1 item 1). Stricter in three points that no path of a real thing needs: escapes
 * must be complete, unpaired surrogates are refused, and an encoded slash counts as one where dot segments are looked for.
 */
final class PathRules {

    private PathRules() {}

    static void check(String path) {
        if (!path.startsWith("/")) {
            throw invalid("path must start with a slash");
        }
        if (path.contains("://")) {
            throw invalid("path must not contain a URL scheme");
        }
        checkCharacters(path);
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.contains("%2e") || lower.contains("%5c")) {
            throw invalid("path must not contain encoded dots or backslashes");
        }
        for (String segment : lower.replace("%2f", "/").split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw invalid("path must not contain dot segments");
            }
        }
    }

    private static void checkCharacters(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7F) {
                throw invalid("path must not contain control characters");
            }
            if (c == '\\' || c == '?' || c == '#') {
                throw invalid("path must not contain a backslash, a question mark or a number sign");
            }
            if (c == '%' && !isEscape(path, i)) {
                throw invalid("path must not contain an incomplete percent escape");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == path.length()
                        || !Character.isLowSurrogate(path.charAt(i + 1))) {
                    throw invalid("path must be valid Unicode");
                }
                i++;
            }
        }
    }

    private static boolean isEscape(String path, int percent) {
        return percent + 2 < path.length()
                && HexFormat.isHexDigit(path.charAt(percent + 1))
                && HexFormat.isHexDigit(path.charAt(percent + 2));
    }

    private static InvalidRequest invalid(String message) {
        return new InvalidRequest(InvalidRequest.PATH, message);
    }
}
