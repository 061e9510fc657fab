package io.octopool.api.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.lease.CooldownInForce;
import io.octopool.pool.lease.HealthReply.Health;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthBodyTest {

    private static final Instant END = Instant.parse("2026-03-01T10:00:00.123456Z");

    @Test
    void saysWhatCoolsDownAndWhatIsLeft() {
        Health health = new Health(
                3,
                2,
                1,
                true,
                List.of(
                        new CooldownInForce("pat_a", "*", "secondary_limit", END),
                        new CooldownInForce("pat_a", "resource:search", "exhausted", END)),
                List.of(new KnownBudget("user:42", "core", new Budget(5_000, 17, END))));
        assertThat(HealthBody.of("maintainers", health).toString())
                .isEqualTo("{\"pool\":\"maintainers\",\"identities_total\":3,\"identities_healthy\":2,"
                        + "\"policy_version\":1,\"identities_cooling\":1,\"switched_off\":true,\"cooldowns\":["
                        + "{\"identity_id\":\"pat_a\",\"scope\":\"*\",\"reason\":\"secondary_limit\","
                        + "\"ends_at\":\"2026-03-01T10:00:00.123Z\"},"
                        + "{\"identity_id\":\"pat_a\",\"scope\":\"resource:search\",\"reason\":\"exhausted\","
                        + "\"ends_at\":\"2026-03-01T10:00:00.123Z\"}],"
                        + "\"budgets\":[{\"owner\":\"user:42\",\"resource\":\"core\",\"limit\":5000,\"remaining\":17,"
                        + "\"resets_at\":\"2026-03-01T10:00:00Z\"}]}");
    }

    @Test
    void isShortForAnEmptyPool() {
        assertThat(HealthBody.of("p", new Health(0, 0, 0, false, List.of(), List.of()))
                        .toString())
                .isEqualTo("{\"pool\":\"p\",\"identities_total\":0,\"identities_healthy\":0,\"policy_version\":1,"
                        + "\"identities_cooling\":0,\"switched_off\":false,\"cooldowns\":[],\"budgets\":[]}");
    }
}
