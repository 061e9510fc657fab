package io.octopool.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.audit.AuditRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    /** The vector of server spec 11.3. */
    @Test
    void derivesTheRatesOfTheSpecification() {
        Tally tally = new Tally(13, 0, 0, 0, 0, 26, 7, 2, 3, 2, 1, 10, 9, 0, 0);
        assertThat(tally.cacheHitRate()).hasValue(0.75);
        assertThat(tally.cacheableHitRate()).hasValue(0.9);
        assertThat(tally.eligibleHitRate()).hasValue(1);
        assertThat(tally.bypassRate()).hasValue(2.0 / 13);
        assertThat(tally.averageDurationMs()).hasValue(2);
        assertThat(tally.saved()).isEqualTo(9);
        assertThat(tally.backendRequests()).isEqualTo(5);
    }

    @Test
    void knowsNoRateOfNothing() {
        assertThat(Tally.NONE.cacheHitRate()).isEmpty();
        assertThat(Tally.NONE.cacheableHitRate()).isEmpty();
        assertThat(Tally.NONE.eligibleHitRate()).isEmpty();
        assertThat(Tally.NONE.bypassRate()).isEmpty();
        assertThat(Tally.NONE.averageDurationMs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // status, code, reason, cache | errors, service, upstream 4xx, fallbacks, eligible, revalidated
        "200, , , miss, 0, 0, 0, 0, 1, 0",
        "200, , cache_revalidated, hit, 0, 0, 0, 0, 1, 1",
        "200, , , bypass, 0, 0, 0, 0, 0, 0",
        "404, , , miss, 1, 1, 1, 0, 0, 0",
        "502, , , miss, 1, 1, 0, 0, 0, 0",
        "424, fallback_local, rate_limited, unknown, 1, 0, 0, 1, 0, 0",
        "400, invalid_query, , unknown, 1, 1, 0, 0, 0, 0",
        "500, internal_error, , unknown, 1, 1, 0, 0, 0, 0"
    })
    void countsOneRequest(
            int status,
            @Nullable String code,
            @Nullable String reason,
            String cache,
            long errors,
            long service,
            long upstream,
            long fallbacks,
            long eligible,
            long revalidated) {
        Tally tally = Tally.of(new AuditRecord(
                "r",
                "c",
                "t",
                "laptop",
                "p",
                "k",
                "repo_view",
                null,
                status,
                code,
                reason,
                null,
                5,
                cache,
                true,
                true,
                Instant.EPOCH));
        assertThat(tally)
                .returns(1L, Tally::requests)
                .returns(errors, Tally::errors)
                .returns(service, Tally::serviceErrors)
                .returns(upstream, Tally::upstreamClientErrors)
                .returns(fallbacks, Tally::fallbacks)
                .returns(eligible, Tally::eligible)
                .returns(revalidated, Tally::revalidated)
                .returns(5L, Tally::durationMs)
                .returns(1L, Tally::cacheable)
                .returns(1L, Tally::coalesced);
    }
}
