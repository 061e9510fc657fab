package io.octopool.pool;

import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** What may be logged of an exception: its class and place, never its message, which may quote data (server spec 1.3). */
public final class FailurePlace {

    private static final int FRAMES = 5;

    private FailurePlace() {}

    /** The failure without the wrappers that stages add. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
    }

    /** Class and place of the unwrapped failure, on one line. */
    public static String of(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause.getClass().getName()
                + Arrays.stream(cause.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }
}
