package io.octopool.persistence.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.projection.HandlerRecoveryStrategy;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.StatusObserver;
import org.jspecify.annotations.Nullable;

/**
 * Whether one projection works, as far as this node knows: another node may be the one that runs it. Trouble ends when the
 * projection stores an offset, or has run for ten seconds without failing again.
 */
final class Health<T> extends StatusObserver<T> {

    private static final Duration CONVINCING = Duration.ofSeconds(10);

    private record Trouble(
            Instant since, String what, @Nullable Instant restarted) {}

    private final InstantSource clock;
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();

    Health(InstantSource clock) {
        this.clock = clock;
    }

    /** {@code ok}, or what fails and since when. Names exceptions, never their messages: those may quote data. */
    String status() {
        Trouble known = trouble.get();
        if (known == null) {
            return "ok";
        }
        Instant restarted = known.restarted();
        return restarted != null && Duration.between(restarted, clock.instant()).compareTo(CONVINCING) > 0
                ? "ok"
                : "failing since " + known.since() + ": " + known.what();
    }

    @Override
    public void failed(ProjectionId projectionId, Throwable cause) {
        boolean again = !status().equals("ok");
        Instant now = clock.instant();
        trouble.updateAndGet(known -> new Trouble(again && known != null ? known.since() : now, name(cause), null));
    }

    @Override
    public void started(ProjectionId projectionId) {
        Instant now = clock.instant();
        trouble.updateAndGet(known -> known == null ? null : new Trouble(known.since(), known.what(), now));
    }

    @Override
    public void offsetProgress(ProjectionId projectionId, T envelope) {
        trouble.set(null);
    }

    private static String name(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String type = root.getClass().getSimpleName();
        return root instanceof SQLException sql ? type + " " + sql.getSQLState() : type;
    }

    @Override
    public void stopped(ProjectionId projectionId) {}

    @Override
    public void beforeProcess(ProjectionId projectionId, T envelope) {}

    @Override
    public void afterProcess(ProjectionId projectionId, T envelope) {}

    @Override
    public void error(ProjectionId projectionId, T envelope, Throwable cause, HandlerRecoveryStrategy recovery) {}
}
