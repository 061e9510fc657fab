package io.octopool.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reads the fields of a request's JSON. */
public final class Fields {

    private Fields() {}

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
