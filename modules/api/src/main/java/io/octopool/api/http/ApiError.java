package io.octopool.api.http;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as clients see it (server spec 1.3, 1.5).
 *
 * @param status HTTP status
 * @param code the code of server spec 1.5
 * @param message a sentence for people, without secrets
 * @param details further strings, empty for none
 * @param retryAt when asking again may help, null when unknown
 */
public record ApiError(
        int status,
        String code,
        String message,
        Map<String, String> details,
        @Nullable Instant retryAt) {

    public static final ApiError NOT_FOUND = of(404, "not_found", "There is nothing here.");
    public static final ApiError OVERLOADED = of(503, "relay_overloaded", "The server cannot answer right now.");
    public static final ApiError INTERNAL = of(500, "internal_error", "Something unexpected went wrong.");
    public static final ApiError STOPPING = of(503, "relay_overloaded", "The server is shutting down.");

    private static final String FALLBACK = "fallback_local";

    /** What {@link #OVERLOADED} is to callers of the relay (server spec 1.4). */
    public static final ApiError OVERLOADED_RELAY = fallback(OVERLOADED.code(), OVERLOADED.message());

    public ApiError {
        details = Map.copyOf(details);
    }

    public static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, message, Map.of(), null);
    }

    /** 400 {@code invalid_request} about one field of a body. */
    public static ApiError invalidField(String field, String message) {
        return ofField(400, "invalid_request", field, message);
    }

    /** What is wrong with one field of a body, or one parameter or part of a URL, which {@code details.field} names. */
    public static ApiError ofField(int status, String code, String field, String message) {
        return new ApiError(status, code, message, Map.of("field", field), null);
    }

    /** The client should ask GitHub itself (server spec 5.4). */
    public static ApiError fallback(String reason, String message) {
        return new ApiError(424, FALLBACK, message, Map.of("reason", reason), null);
    }

    public boolean isFallback() {
        return code.equals(FALLBACK);
    }

    public ApiFailure asFailure() {
        return new ApiFailure(this);
    }
}
