package io.octopool.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** Reads the fields of a request's JSON. */
public final class Fields {

    private static final int MAX_NAME_SHOWN = 80;

    private Fields() {}

    /**
     * Wants no fields but those that are known, so that a slip does not pass for something left out.
     *
     * @param what the thing that they are fields of, for people
     * @param place where in the body the object is, such as {@code scopes[3].}; empty for the body itself
     * @throws ApiFailure {@code invalid_request} naming the first that is not
     */
    public static void requireKnown(ObjectNode object, Set<String> known, String what, String place) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = place + shortened(name);
                throw ApiError.invalidField(shown, what + " has no such field: " + shown + ".")
                        .asFailure();
            }
        });
    }

    /** Names that are not ours are repeated only as far as they could be a slip. */
    private static String shortened(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return plain.length() <= MAX_NAME_SHOWN ? plain : plain.substring(0, MAX_NAME_SHOWN);
    }

    /**
     * A required text, trimmed.
     *
     * @throws ApiFailure {@code invalid_request} if it is missing, no string, or blank
     */
    public static String text(ObjectNode body, String name) {
        return optionalText(body, name)
                .orElseThrow(() -> ApiError.invalidField(name, name + " must be a string that is not blank.")
                        .asFailure());
    }

    /** A text, trimmed; empty if it is missing, no string, or blank. */
    public static Optional<String> optionalText(ObjectNode body, String name) {
        JsonNode value = body.get(name);
        return value != null && value.isTextual() && !value.textValue().isBlank()
                ? Optional.of(value.textValue().strip())
                : Optional.empty();
    }
}
