package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.Presence;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.cache.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A read in the relay's own steps, of entries that are looked at instead of asked. It goes as far as is known without GitHub. */
public final class Rehearsal {

    /** Looks at entries. */
    @FunctionalInterface
    public interface Look {

        /** The maxAge: how old the answer may be at most, null for any that is fresh. */
        CompletionStage<Seen> at(RouteMatch match, CanonicalRequest request, @Nullable Duration maxAge);
    }

    /** What was seen of an entry. */
    public sealed interface Seen {

        /** It would give this answer; the staleReason: why it stands in, null if it is fresh. */
        record Shown(
                Answer answer, Instant freshUntil, @Nullable String staleReason) implements Seen {}

        /** It would give no answer. */
        record Refused(ApiError error) implements Seen {}

        /** What follows is not known, or is nothing. */
        record Open() implements Seen {}
    }

    /** How it ended. */
    public sealed interface Ending {

        /** The read would be answered; stale: with an answer that stands in. */
        record Answered(boolean stale) implements Ending {}

        record Refused(ApiError error) implements Ending {}

        /** At the entry that was looked at last. */
        record Open() implements Ending {}
    }

    /** Leads out of the relay's steps. */
    private static final class End extends RuntimeException {

        private static final long serialVersionUID = 1L;

        End() {
            super("the rehearsal ends here", null, false, false);
        }
    }

    private Rehearsal() {}

    /**
     * Goes through the read.
     *
     * @param tokenFree whether only transports without a pooled credential may serve it
     */
    public static CompletionStage<Ending> of(
            String requestId, RelayRequest asked, Presence presence, RouteMatch match, boolean tokenFree, Look look) {
        Admitted admitted = new Admitted(requestId, asked, asked.path(), presence, match, tokenFree, Instant.MAX);
        Reads reads = new Reads((_, route, request, maxAge, _) ->
                look.at(route, request, maxAge).thenCompose(seen -> reply(seen)));
        return reads.read(admitted).thenApply(Rehearsal::ending).exceptionally(failure -> {
            if (FailurePlace.unwrap(failure) instanceof End) {
                return new Ending.Open();
            }
            throw new CompletionException(FailurePlace.unwrap(failure));
        });
    }

    private static CompletionStage<Reply> reply(Seen seen) {
        return switch (seen) {
            case Seen.Shown(Answer answer, Instant freshUntil, String staleReason) ->
                CompletableFuture.completedStage(new Reply.Served(
                        answer,
                        staleReason == null ? CacheStatus.HIT : CacheStatus.STALE,
                        false,
                        false,
                        freshUntil,
                        staleReason,
                        null));
            case Seen.Refused(ApiError error) ->
                CompletableFuture.completedStage(new Reply.Refused(error, null, CacheStatus.UNKNOWN));
            case Seen.Open _ -> CompletableFuture.failedStage(new End());
        };
    }

    private static Ending ending(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered ->
                new Ending.Answered(answered.envelope().served().cache() == CacheStatus.STALE);
            case Outcome.Failed failed -> new Ending.Refused(failed.error());
        };
    }
}
