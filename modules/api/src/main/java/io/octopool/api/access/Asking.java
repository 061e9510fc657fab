package io.octopool.api.access;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.pool.FailurePlace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions to entities and tables on the way of a request: whoever does not answer counts as overloaded (server spec 1.4). */
public final class Asking {

    /** How long an entity may take to answer a question that needs nobody else. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private Asking() {}

    /**
     * The stage, failing with {@code relay_overloaded} for whatever it fails with, except typed errors. What nobody foresaw is
     * logged once.
     */
    public static <T> CompletionStage<T> answered(CompletionStage<T> stage) {
        return stage.exceptionally(failure -> {
            Throwable cause = FailurePlace.unwrap(failure);
            if (cause instanceof ApiFailure) {
                throw new CompletionException(cause);
            }
            if (!isOverload(cause)) {
                LOG.warn("A question failed unexpectedly: {}", FailurePlace.of(cause));
            }
            throw ApiError.OVERLOADED.asFailure();
        });
    }

    /** An entity or a database that is slow, away or has no room: no defect of this server. */
    private static boolean isOverload(Throwable cause) {
        return cause instanceof TimeoutException
                || cause instanceof RejectedExecutionException
                || cause instanceof SQLException;
    }
}
