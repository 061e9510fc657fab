package io.octopool.api.relay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says it knows of a pull request (server spec 3.5, 7.10). It grants nothing: once found true it selects a
 * variant of the cached answer.
 */
public sealed interface PrHint {

    Pattern SHA = Pattern.compile("[0-9a-fA-F]{40}");

    /** The name of the variant. */
    String variant();

    /** Whether the pull request bears it out. */
    boolean isTrueOf(PullState pull);

    /** Its head is this commit, 40 hex digits in lower case. */
    record Head(String sha) implements PrHint {
        @Override
        public String variant() {
            return "pr-head:" + sha;
        }

        @Override
        public boolean isTrueOf(PullState pull) {
            return sha.equalsIgnoreCase(String.valueOf(pull.head()));
        }
    }

    /** It is closed, merged or not. */
    record Closed() implements PrHint {
        @Override
        public String variant() {
            return "pr-state:closed";
        }

        @Override
        public boolean isTrueOf(PullState pull) {
            return pull.closed();
        }
    }

    /** It is merged. */
    record Merged() implements PrHint {
        @Override
        public String variant() {
            return "pr-state:merged";
        }

        @Override
        public boolean isTrueOf(PullState pull) {
            return pull.merged();
        }
    }

    /** The hint in the field {@code route_hint}; null if there is none, or none that says anything. */
    static @Nullable PrHint of(@Nullable JsonNode routeHint) {
        if (routeHint == null) {
            return null;
        }
        Optional<String> sha =
                text(routeHint, "pr_head_sha").filter(hex -> SHA.matcher(hex).matches());
        if (sha.isPresent()) {
            return new Head(sha.get());
        }
        return switch (text(routeHint, "pr_state").orElse("")) {
            case "closed" -> new Closed();
            case "merged" -> new Merged();
            default -> null;
        };
    }

    private static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isTextual()
                ? Optional.of(value.textValue().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }
}
