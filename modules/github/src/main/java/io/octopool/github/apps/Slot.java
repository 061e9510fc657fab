package io.octopool.github.apps;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one installation: its token, how the last attempt to get one failed, and the attempt under way.
 *
 * @param token the last token, usable or not; null before the first and after it was forgotten
 * @param failed how the last attempt failed; null if it gave a token
 * @param failedAt when it failed
 * @param flight the attempt under way; null for none
 */
record Slot(
        Minted.@Nullable Token token,
        Minted.@Nullable Failed failed,
        Instant failedAt,
        @Nullable CompletableFuture<Minted> flight) {

    static final Slot EMPTY = new Slot(null, null, Instant.EPOCH, null);

    /** A token with no more left than this is not used: calls made with it could outlive it (server spec 8.7). */
    private static final Duration SPARE = Duration.ofMinutes(1);

    /** A token with less left than this is renewed while it is used (github-rules B8). */
    private static final Duration RENEW = Duration.ofMinutes(5);

    /** A failure answers for this long, so that a broken App does not cost a call per request. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    /** What one who wants a token has to do. */
    sealed interface Turn {

        /** Take this. */
        record Ready(Minted minted) implements Turn {}

        /** Wait for the attempt under way. */
        record Wait(CompletableFuture<Minted> flight) implements Turn {}

        /**
         * Make the attempt and complete this with what came of it.
         *
         * @param meanwhile a token to take without waiting; null if there is none
         */
        record Mint(CompletableFuture<Minted> flight, Minted.@Nullable Token meanwhile) implements Turn {}
    }

    static boolean isUsable(Instant expiresAt, Instant now) {
        return left(expiresAt, now).compareTo(SPARE) > 0;
    }

    Turn turn(Instant now) {
        Minted.Token usable = token != null && isUsable(token.expiresAt(), now) ? token : null;
        boolean barred = flight != null || failedLately(now);
        if (usable != null && (barred || left(usable.expiresAt(), now).compareTo(RENEW) >= 0)) {
            return new Turn.Ready(usable);
        }
        if (flight != null) {
            return new Turn.Wait(flight);
        }
        if (failed != null && barred) {
            return new Turn.Ready(failed);
        }
        return new Turn.Mint(new CompletableFuture<>(), usable);
    }

    Slot taking(CompletableFuture<Minted> off) {
        return new Slot(token, failed, failedAt, off);
    }

    Slot landed(Minted minted, Instant now) {
        return switch (minted) {
            case Minted.Token fresh -> new Slot(fresh, null, now, null);
            case Minted.Failed failure -> new Slot(token, failure, now, null);
        };
    }

    Slot withoutToken() {
        return new Slot(null, failed, failedAt, flight);
    }

    /** False too for a clock that went back. */
    private boolean failedLately(Instant now) {
        Duration since = Duration.between(failedAt, now);
        return failed != null && !since.isNegative() && since.compareTo(REMEMBERED) < 0;
    }

    private static Duration left(Instant expiresAt, Instant now) {
        return Duration.between(now, expiresAt);
    }
}
