package io.octopool.pool.logs;

import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What those who wait are told, and what is written after they have been told.
 *
 * @param reply the answer for the first of them
 * @param asked whether GitHub was called in vain
 * @param write what remains to be written, null for nothing
 */
record Landing(ReadReply reply, boolean asked, @Nullable Supplier<CompletionStage<Void>> write) {

    private static final Duration SIZE_STANDS = Duration.ofHours(1);
    private static final Duration REFUSAL_STANDS = Duration.ofSeconds(5);

    static Landing of(ReadReply reply) {
        return new Landing(reply, false, null);
    }

    /** An answer after which something is written. */
    static Landing of(ReadReply reply, Supplier<CompletionStage<Void>> write) {
        return new Landing(reply, false, write);
    }

    /** The terminal: whether the job is known to be completed. */
    static Landing of(Fetched.GaveUp gaveUp, boolean terminal) {
        return new Landing(
                new ReadReply.Refused(gaveUp.refusal(), gaveUp.identityId(), terminal), gaveUp.asked(), null);
    }

    static Landing refused(Reason reason) {
        return of(new ReadReply.Refused(Refusal.fallback(reason), null));
    }

    /** The answer for all but the first of those who wait. */
    ReadReply coalesced() {
        return switch (reply) {
            case ReadReply.Filled filled ->
                new ReadReply.Filled(
                        filled.answer(),
                        filled.freshUntil(),
                        filled.leaseReason(),
                        true,
                        filled.proof(),
                        filled.terminal());
            case ReadReply.Revalidated confirmed ->
                new ReadReply.Revalidated(
                        confirmed.answer(), confirmed.freshUntil(), confirmed.leaseReason(), true, confirmed.proof());
            case ReadReply.Fresh _, ReadReply.Stale _, ReadReply.Refused _ -> reply;
        };
    }

    /** How long the same refusal is the answer to whoever asks; empty if there is none or it cost no call of GitHub. */
    Optional<Duration> standsFor() {
        if (!asked || !(reply instanceof ReadReply.Refused refused)) {
            return Optional.empty();
        }
        boolean tooLarge = Reason.GITHUB_RESPONSE_TOO_LARGE
                .wireName()
                .equals(refused.refusal().reason());
        return Optional.of(tooLarge ? SIZE_STANDS : REFUSAL_STANDS);
    }
}
