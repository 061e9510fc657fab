package io.octopool.api.admin.explain;

import io.octopool.api.http.ApiError;
import io.octopool.api.relay.Rehearsal.Seen;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.pool.cache.Peeked;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer that a read is made of: what is known of it and what would become of it. */
record Step(CanonicalRequest request, Evidence evidence, Prognosis prognosis) {

    /** The answer of the cache, null for none. */
    Peeked.@Nullable Entry entry() {
        return evidence.held() instanceof Held.Cached(Peeked peeked) ? peeked.entry() : null;
    }

    /** What the read goes on with. */
    Seen seen() {
        Peeked.Entry entry = entry();
        String reason = prognosis.reason();
        return switch (prognosis.outcome()) {
            case HIT, STALE ->
                entry == null
                        ? new Seen.Open()
                        : new Seen.Shown(
                                entry.answer(),
                                entry.freshUntil(),
                                prognosis.outcome() == Prognosis.Outcome.STALE ? reason : null);
            case REFUSED ->
                new Seen.Refused(new ApiError(
                        424,
                        String.valueOf(prognosis.code()),
                        prognosis.sentence(),
                        reason == null ? Map.of() : Map.of("reason", reason),
                        null));
            case WOULD_FETCH -> new Seen.Open();
        };
    }
}
