package io.octopool.pool.logs;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What would become of the read of a log, as far as that is known without asking anybody.
 *
 * @param rule what the stored log would be good for, its repository being public
 * @param refusal what would be repeated instead, null if nothing was refused a moment ago
 * @param kept the stored log, null for none
 * @param fetching whether somebody's read of it is under way
 */
public record PeekedLog(
        LogRules rule, @Nullable Refusal refusal, @Nullable Kept kept, boolean fetching) implements CborSerializable {

    /**
     * A stored log, without its text.
     *
     * @param createdAt when it was stored
     * @param confirmedAt when GitHub was last seen to have it
     * @param freshUntil until when it is served without asking GitHub
     * @param source who fetched it
     */
    public record Kept(int status, Instant createdAt, Instant confirmedAt, Instant freshUntil, Source source) {

        static Kept of(StoredLog log) {
            return new Kept(
                    log.answer().status(),
                    log.createdAt(),
                    log.confirmedAt(),
                    LogRules.freshUntil(log.createdAt(), log.confirmedAt()),
                    log.answer().source());
        }
    }

    /** The proof: null while unknown, in which case the repository is taken to be as public as when the log was stored. */
    static PeekedLog of(
            @Nullable StoredLog log,
            @Nullable Proof proof,
            @Nullable Duration maxAge,
            @Nullable Refusal refusal,
            boolean fetching,
            Instant now) {
        Proof assumed = proof != null || log == null ? proof : new Proof(log.generation(), now, now);
        LogRules rule = assumed == null ? LogRules.DOWNLOAD : LogRules.of(log, assumed, maxAge, now);
        return new PeekedLog(rule, refusal, log == null ? null : Kept.of(log), fetching);
    }
}
