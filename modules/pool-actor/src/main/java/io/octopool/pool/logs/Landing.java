package io.octopool.pool.logs;

import io.octopool.pool.cache.ReadReply;
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
 * @param write what remains to be written, null for nothing
 */
record Landing(ReadReply reply, @Nullable Supplier<CompletionStage<Void>> write) {

    private static final Duration SIZE_STANDS = Duration.ofHours(1);
    private static final Duration REFUSAL_STANDS = Duration.ofSeconds(5);

    static Landing of(ReadReply reply) {
        return new Landing(reply, null);
    }

    static Landing refused(Reason reason) {
        return of(new ReadReply.Refused(Refusal.fallback(reason), null));
    }

    /** The answer for all but the first of those who wait. */
    ReadReply coalesced() {
        return reply instanceof ReadReply.Filled filled
                ? new ReadReply.Filled(filled.answer(), filled.freshUntil(), filled.leaseReason(), true, filled.proof())
                : reply;
    }

    /** How long the same refusal is the answer to whoever asks; empty if there is none or it cost no call of GitHub. */
    Optional<Duration> standsFor() {
        if (!(reply instanceof ReadReply.Refused refused)) {
            return Optional.empty();
        }
        String reason = refused.refusal().reason();
        if (Reason.GITHUB_RESPONSE_TOO_LARGE.wireName().equals(reason)) {
            return Optional.of(SIZE_STANDS);
        }
        boolean costACall = refused.identityId() != null || (reason != null && reason.startsWith("github_"));
        return costACall ? Optional.of(REFUSAL_STANDS) : Optional.empty();
    }
}
