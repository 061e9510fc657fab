package io.octopool.github.routes;

import java.util.HexFormat;
import java.util.Locale;

/**
 * What a placeholder of a route template accepts, on the path as it was sent, escapes and all (server spec 4.1). Letters and
 * digits are ASCII; matching is case-sensitive.
 */
public enum Placeholder {
    /** Owners, repositories, organisations and slugs: letters, digits, {@code _ . -}. */
    NAME,
    /** A GitHub login, also of a bot. */
    LOGIN,
    /** Decimal digits. */
    NUMBER,
    /** 7 to 64 hex digits. */
    SHA,
    /** One segment that is not a {@link #SHA}. */
    REF,
    /** Hex digits. */
    GIST,
    /** One segment of anything but {@code ? #}. */
    SEGMENT,
    /** The rest of the path, slashes included, without line breaks. */
    REST;

    private static final int MAX_LOGIN = 39;

    /** Whether {@code text} (one segment; for {@link #REST} the rest of the path) fits. */
    public boolean accepts(String text) {
        if (text.isEmpty()) {
            return false;
        }
        return switch (this) {
            case NAME -> isName(text);
            case LOGIN -> isLogin(text);
            case NUMBER -> isNumber(text);
            case SHA -> isSha(text);
            case REF -> !isSha(text) && isSegment(text);
            case GIST -> isHex(text);
            case SEGMENT -> isSegment(text);
            case REST -> hasNoLineBreak(text);
        };
    }

    /** Whether {@code text} is 40 or 64 hex digits: the only names of a commit that never move (17.2 item 3). */
    public static boolean isFullSha(String text) {
        return (text.length() == 40 || text.length() == 64) && isHex(text);
    }

    private static boolean isSha(String text) {
        return text.length() >= 7 && text.length() <= 64 && isHex(text);
    }

    private static boolean isName(String text) {
        return text.chars().allMatch(c -> isAlphanumeric(c) || c == '_' || c == '.' || c == '-');
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isHex(String text) {
        return !text.isEmpty() && text.chars().allMatch(HexFormat::isHexDigit);
    }

    private static boolean isSegment(String text) {
        return text.chars().noneMatch(c -> c == '/' || c == '?' || c == '#');
    }

    private static boolean hasNoLineBreak(String text) {
        return text.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029);
    }

    private static boolean isLogin(String text) {
        String login = withoutBotSuffix(text);
        return !login.isEmpty()
                && login.length() <= MAX_LOGIN
                && login.charAt(0) != '-'
                && login.charAt(login.length() - 1) != '-'
                && login.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
    }

    private static String withoutBotSuffix(String text) {
        if (text.endsWith("[bot]")) {
            return text.substring(0, text.length() - "[bot]".length());
        }
        int encoded = text.length() - "%5bbot%5d".length();
        if (encoded >= 0 && text.startsWith("bot", encoded + 3)) {
            String suffix = text.substring(encoded).toLowerCase(Locale.ROOT);
            if (suffix.equals("%5bbot%5d")) {
                return text.substring(0, encoded);
            }
        }
        return text;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** The placeholder written as {@code {name}} in a template. */
    static Placeholder named(String name) {
        return switch (name) {
            case "owner", "repo", "org", "slug" -> NAME;
            case "login" -> LOGIN;
            case "number", "id", "attempt" -> NUMBER;
            case "sha" -> SHA;
            case "ref" -> REF;
            case "gist" -> GIST;
            case "tag", "template", "compare", "label", "branch", "workflow" -> SEGMENT;
            case "path+", "ref+" -> REST;
            default -> throw new IllegalArgumentException("unknown placeholder {" + name + "}");
        };
    }

    /** The name of the parameter that a placeholder fills: {@code {path+}} fills {@code path}. */
    static String parameter(String name) {
        return name.endsWith("+") ? name.substring(0, name.length() - 1) : name;
    }
}
