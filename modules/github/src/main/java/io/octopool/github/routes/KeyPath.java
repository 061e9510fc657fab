package io.octopool.github.routes;

import java.util.Map;

/** Fills the placeholders of a route key's template with the text that was sent (server spec 4.3). */
final class KeyPath {

    private KeyPath() {}

    static String fill(String template, Map<String, String> parameters) {
        int open = template.indexOf('{');
        if (open < 0) {
            return template;
        }
        StringBuilder filled = new StringBuilder(template.length() + 32);
        int from = 0;
        while (open >= 0) {
            int close = template.indexOf('}', open);
            filled.append(template, from, open)
                    .append(parameters.get(parameterName(template.substring(open + 1, close))));
            from = close + 1;
            open = template.indexOf('{', from);
        }
        return filled.append(template, from, template.length()).toString();
    }

    /** The name of the parameter that a placeholder fills: {@code {path+}} fills {@code path}. */
    static String parameterName(String placeholder) {
        return placeholder.endsWith("+") ? placeholder.substring(0, placeholder.length() - 1) : placeholder;
    }
}
