package io.octopool.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Logged;
import io.octopool.pool.FailurePlace;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.AskTimeoutException;
import org.junit.jupiter.api.Test;

class AskingTest {

    private static ApiError refusal(Throwable failure) {
        Throwable thrown = catchThrowable(() -> Asking.answered(CompletableFuture.failedStage(failure))
                .toCompletableFuture()
                .join());
        return ((ApiFailure) FailurePlace.unwrap(thrown)).error();
    }

    @Test
    void tellsOnceWhereAFailureThatNobodyForesawComesFrom() {
        try (Logged logged = new Logged()) {
            assertThat(refusal(new CompletionException(new IllegalStateException("secret"))))
                    .isEqualTo(ApiError.OVERLOADED);
            assertThat(logged.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("IllegalStateException", "AskingTest")
                            .doesNotContain("secret"));
        }
    }

    @Test
    void hasNothingToTellOfOverloadAndOfTypedErrors() {
        try (Logged logged = new Logged()) {
            for (Throwable overload : List.of(
                    new TimeoutException(),
                    new AskTimeoutException("late"),
                    new RejectedExecutionException(),
                    new SQLException("away"),
                    new CompletionException(new SQLTransientConnectionException("away")))) {
                assertThat(refusal(overload)).isEqualTo(ApiError.OVERLOADED);
            }
            assertThat(refusal(ApiError.NOT_FOUND.asFailure())).isEqualTo(ApiError.NOT_FOUND);
            assertThat(logged.lines()).isEmpty();
        }
    }
}
