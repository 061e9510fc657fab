package io.octopool.persistence.usage;

import io.octopool.pool.audit.AuditRecord;
import java.util.OptionalDouble;

/**
 * Sums over requests, with the rates that follow from them (server spec 11.3).
 *
 * @param errors status 400 and above
 * @param serviceErrors those of them that are no fallback: GitHub's own among them
 * @param upstreamClientErrors GitHub's 4xx inside envelopes (server spec 17.2 item 15)
 * @param durationMs milliseconds of all requests together
 * @param unknown failed before anything was known about the cache
 * @param eligible succeeded, and went through the cache
 * @param coalesced answered by another request's fetch
 * @param revalidated GitHub said that the stored answer still holds
 */
public record Tally(
        long requests,
        long errors,
        long serviceErrors,
        long upstreamClientErrors,
        long fallbacks,
        long durationMs,
        long hits,
        long stale,
        long misses,
        long bypass,
        long unknown,
        long cacheable,
        long eligible,
        long coalesced,
        long revalidated) {

    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static final String FALLBACK = "fallback_local";
    static final String REVALIDATED = "cache_revalidated";

    /** The tally of one request. */
    public static Tally of(AuditRecord entry) {
        boolean error = entry.status() >= 400;
        boolean fallback = FALLBACK.equals(entry.errorCode());
        boolean hit = entry.cacheStatus().equals("hit");
        boolean stale = entry.cacheStatus().equals("stale");
        boolean miss = entry.cacheStatus().equals("miss");
        return new Tally(
                1,
                one(error),
                one(error && !fallback),
                one(error && entry.status() < 500 && entry.errorCode() == null),
                one(fallback),
                entry.durationMs(),
                one(hit),
                one(stale),
                one(miss),
                one(entry.cacheStatus().equals("bypass")),
                one(entry.cacheStatus().equals("unknown")),
                one(entry.cacheable()),
                one(!error && (hit || stale || miss)),
                one(entry.coalesced()),
                one(REVALIDATED.equals(entry.fallbackReason())));
    }

    private static long one(boolean counts) {
        return counts ? 1 : 0;
    }

    public Tally plus(Tally more) {
        return new Tally(
                requests + more.requests,
                errors + more.errors,
                serviceErrors + more.serviceErrors,
                upstreamClientErrors + more.upstreamClientErrors,
                fallbacks + more.fallbacks,
                durationMs + more.durationMs,
                hits + more.hits,
                stale + more.stale,
                misses + more.misses,
                bypass + more.bypass,
                unknown + more.unknown,
                cacheable + more.cacheable,
                eligible + more.eligible,
                coalesced + more.coalesced,
                revalidated + more.revalidated);
    }

    /** Requests that cost GitHub nothing. */
    public long saved() {
        return hits + stale;
    }

    public long backendRequests() {
        return misses + bypass;
    }

    /** Milliseconds; empty without requests, as every rate is without what it is a share of. */
    public OptionalDouble averageDurationMs() {
        return share(durationMs, requests);
    }

    public OptionalDouble cacheHitRate() {
        return share(saved(), saved() + misses);
    }

    public OptionalDouble cacheableHitRate() {
        return share(saved(), cacheable);
    }

    public OptionalDouble eligibleHitRate() {
        return share(saved(), eligible);
    }

    public OptionalDouble bypassRate() {
        return share(bypass, requests);
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
