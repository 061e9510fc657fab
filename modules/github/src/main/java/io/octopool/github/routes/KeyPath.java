package io.octopool.github.routes;

import java.util.Locale;
import java.util.Map;

/**
 * The path of a route key (server spec 4.3 with 17.6 item 3): owner and repository in lower case, every other placeholder as
 * a colon token. So the number of keys is bounded by that of repositories, and no name of a branch, a file or a label is in one.
 */
final class KeyPath {

    private KeyPath() {}

    static String of(String template, Map<String, String> parameters) {
        int open = template.indexOf('{');
        if (open < 0) {
            return template;
        }
        StringBuilder path = new StringBuilder(template.length() + 32);
        int from = 0;
        while (open >= 0) {
            int close = template.indexOf('}', open);
            path.append(template, from, open).append(token(template.substring(open + 1, close), parameters));
            from = close + 1;
            open = template.indexOf('{', from);
        }
        return path.append(template, from, template.length()).toString();
    }

    private static String token(String placeholder, Map<String, String> parameters) {
        return switch (placeholder) {
            case "owner", "repo" -> String.valueOf(parameters.get(placeholder)).toLowerCase(Locale.ROOT);
            case "gist" -> ":id";
            default -> ":" + Placeholder.parameter(placeholder);
        };
    }
}
