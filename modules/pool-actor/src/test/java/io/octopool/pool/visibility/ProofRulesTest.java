package io.octopool.pool.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProofRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ProofRules RULES = new ProofRules(Duration.ofSeconds(30), Duration.ofHours(1));

    private record Case(@Nullable VisibilityProved known, boolean isPublic, Instant checkedAt, boolean counts) {}

    /** Server spec 17.1 item 16. */
    @Test
    void letsTheLaterWordStandAndOfTwoAtOnceTheNo() {
        List<Case> table = List.of(
                new Case(null, true, NOW, true),
                new Case(proof(true, NOW), false, NOW.minusMillis(1), false),
                new Case(proof(true, NOW), false, NOW, true),
                new Case(proof(true, NOW), false, NOW.plusMillis(1), true),
                new Case(proof(false, NOW), true, NOW.minusMillis(1), false),
                new Case(proof(false, NOW), true, NOW, false),
                new Case(proof(false, NOW), true, NOW.plusMillis(1), true),
                new Case(proof(true, NOW), true, NOW, true));
        assertThat(table)
                .allSatisfy(row -> assertThat(ProofRules.counts(row.known(), row.isPublic(), row.checkedAt()))
                        .isEqualTo(row.counts()));
    }

    @Test
    void neverGivesAGenerationTwice() {
        VisibilityProved first = RULES.next("o", "r", null, true, NOW, NOW);
        VisibilityProved again = RULES.next("o", "r", first, true, NOW.plusSeconds(9), NOW.plusSeconds(9));
        VisibilityProved flipped = RULES.next("o", "r", again, false, NOW, NOW.minusSeconds(60));
        assertThat(first.generation()).isEqualTo(NOW.toEpochMilli());
        assertThat(again.generation()).isEqualTo(first.generation());
        assertThat(flipped.generation()).isEqualTo(first.generation() + 1);
        assertThat(RULES.next("o", "r", null, true, NOW.plusSeconds(1), NOW.plusSeconds(1))
                        .generation())
                .isGreaterThan(flipped.generation());
    }

    @Test
    void storesNewsAtOnceAndRepetitionsSeldom() {
        VisibilityProved stored = proof(true, NOW);
        assertThat(ProofRules.isWorthStoring(null, stored)).isTrue();
        assertThat(ProofRules.isWorthStoring(stored, proof(false, NOW))).isTrue();
        assertThat(ProofRules.isWorthStoring(stored, proof(true, NOW.plusSeconds(1_799))))
                .isFalse();
        assertThat(ProofRules.isWorthStoring(stored, proof(true, NOW.plusSeconds(1_800))))
                .isTrue();
        assertThat(ProofRules.isWorthStoring(proof(false, NOW), proof(false, NOW.plusSeconds(3_599))))
                .isFalse();
        assertThat(ProofRules.isWorthStoring(proof(false, NOW), proof(false, NOW.plusSeconds(3_600))))
                .isTrue();
    }

    @Test
    void keepsAProofForLongerThanALogThatWasFetchedUnderIt() {
        VisibilityProved proof = proof(true, NOW);
        Instant logExpires = proof.expiresAt().plus(Duration.ofDays(7));
        assertThat(ProofRules.mayBeForgotten(proof, logExpires)).isFalse();
        assertThat(ProofRules.mayBeForgotten(proof, logExpires.plus(Duration.ofDays(1))))
                .isTrue();
    }

    private static VisibilityProved proof(boolean isPublic, Instant checkedAt) {
        Duration lifetime = isPublic ? RULES.publicFor() : RULES.notPublicFor();
        return new VisibilityProved("o", "r", isPublic, 7, checkedAt, checkedAt.plus(lifetime));
    }
}
