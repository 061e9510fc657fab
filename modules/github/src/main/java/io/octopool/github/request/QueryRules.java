package io.octopool.github.request;

import java.util.List;
import java.util.Locale;

/** Which query names and values are refused (server spec 3.3, 17.1 item 1). */
final class QueryRules {

    private static final List<String> SECRETS =
            List.of("token", "secret", "password", "passwd", "api_key", "apikey", "access_key", "private_key");

    private QueryRules() {}

    static void checkName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(QueryRules::isNameCharacter)) {
            throw invalid("query names are letters, digits, underscores, dots and hyphens");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (SECRETS.stream().anyMatch(lower::contains)) {
            throw invalid("query must not carry credentials");
        }
    }

    static void checkValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == 0x7F) {
                throw invalid("query values must not contain control characters");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw invalid("query values must be valid Unicode");
                }
                i++;
            }
        }
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }

    private static InvalidRequest invalid(String message) {
        return new InvalidRequest(InvalidRequest.QUERY, message);
    }
}
