package io.octopool.api.http;

import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Carries an {@link ApiError} to where the answer is made. For flow only, so it has no stack trace. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LOGGED_FRAMES = 5;

    private final transient ApiError error;

    ApiFailure(ApiError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    /** The failure without the wrappers that stages add. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
    }

    /** Class and place of a failure, never its message, which may hold what must not be logged (server spec 1.3). */
    public static String where(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause.getClass().getName()
                + Arrays.stream(cause.getStackTrace())
                        .limit(LOGGED_FRAMES)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }
}
