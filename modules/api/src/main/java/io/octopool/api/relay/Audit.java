package io.octopool.api.relay;

import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.cache.Source;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Hands one record per authenticated relay request to the node's buffer (server spec 11.1, 11.2). */
final class Audit {

    private final RouteCatalog catalog;
    private final ActorRef<AuditBuffer.Command> buffer;
    private final InstantSource clock;

    Audit(RouteCatalog catalog, ActorRef<AuditBuffer.Command> buffer, InstantSource clock) {
        this.catalog = catalog;
        this.buffer = buffer;
        this.clock = clock;
    }

    void note(Reading reading, Outcome outcome) {
        buffer.tell(new AuditBuffer.Add(
                switch (outcome) {
                    case Outcome.Answered answered -> record(reading, answered.envelope());
                    case Outcome.Failed failed -> record(reading, failed);
                }));
    }

    private AuditRecord record(Reading reading, Envelope envelope) {
        Reply.Served served = envelope.served();
        Source source = served.answer().source();
        return new AuditRecord(
                reading.requestId(),
                reading.caller().callerId(),
                reading.caller().tokenId(),
                reading.caller().clientName(),
                reading.asked().pool(),
                envelope.match().routeKey(),
                envelope.match().kind(),
                source.identityId(),
                served.answer().status(),
                null,
                served.revalidated() ? "cache_revalidated" : null,
                backend(served),
                elapsed(reading),
                served.cache().wireName(),
                served.cache() != CacheStatus.BYPASS,
                served.coalesced(),
                clock.instant());
    }

    /** Who was asked on behalf of this request; null if the cache alone answered. */
    private static @Nullable String backend(Reply.Served served) {
        if (!served.live()) {
            return null;
        }
        return switch (served.answer().source().transport()) {
            case ANONYMOUS, PUBLIC_READER -> "github_api";
            case IDENTITY -> "github_identity";
        };
    }

    private AuditRecord record(Reading reading, Outcome.Failed failed) {
        RouteMatch match = failed.match();
        return new AuditRecord(
                reading.requestId(),
                reading.caller().callerId(),
                reading.caller().tokenId(),
                reading.caller().clientName(),
                reading.asked().pool(),
                match == null ? catalog.routeKey(reading.path().text()) : match.routeKey(),
                match == null ? "denied" : match.kind(),
                failed.identityId(),
                failed.error().status(),
                failed.error().code(),
                failed.error().isFallback() ? failed.error().details().get("reason") : null,
                failed.identityId() == null ? null : "github_identity",
                elapsed(reading),
                failed.cache().wireName(),
                failed.cache() == CacheStatus.MISS || (match != null && CacheStatus.hasKey(match)),
                false,
                clock.instant());
    }

    private long elapsed(Reading reading) {
        return Math.max(
                0, Duration.between(reading.startedAt(), clock.instant()).toMillis());
    }
}
