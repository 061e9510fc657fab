package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.BudgetMark;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolChangesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Attribution ANNE = new Attribution("anne", "She said so.");
    private static final Policy POLICY = Policy.initial("octo-org");
    private static final Identity PAT = new Identity(
            "a", Identity.PAT, "bob", 42, "OCTOPOOL_PAT_A", null, null, 100, 10, 100, Identity.ACTIVE, List.of());

    private PoolState state = PoolState.EMPTY;

    static Stream<PoolChange> ofAPoolThatExists() {
        return Stream.of(
                new PoolChange.SwitchOff(),
                new PoolChange.SwitchOn(),
                new PoolChange.Disable("a"),
                new PoolChange.Enable("a"),
                new PoolChange.Remove("a"));
    }

    static Stream<PoolChange> repeatable() {
        return Stream.of(
                new PoolChange.Create(POLICY),
                new PoolChange.Register(POLICY, PAT),
                new PoolChange.AmendPolicy(POLICY, new PolicyAmendment(List.of("other"), null, null, null)),
                new PoolChange.SwitchOff(),
                new PoolChange.SwitchOn(),
                new PoolChange.Disable("a"),
                new PoolChange.Enable("a"));
    }

    @ParameterizedTest
    @MethodSource("ofAPoolThatExists")
    void findsNothingToChangeInAPoolThatDoesNotExist(PoolChange change) {
        assertThat(decide(change)).isEqualTo(nothing(new ChangeReply.NoSuchPool()));
    }

    @ParameterizedTest
    @MethodSource("repeatable")
    void writesNothingForWhatIsSoAlready(PoolChange change) {
        make(new PoolChange.Register(POLICY, PAT));
        make(change);
        PoolChanges.Decision again = decide(change);
        assertThat(again.events()).isEmpty();
        assertThat(((ChangeReply.Done) again.reply()).changed()).isFalse();
    }

    @Test
    void createsThePoolWithItsFirstIdentity() {
        assertThat(decide(new PoolChange.Register(POLICY, PAT)).events())
                .containsExactly(
                        new PoolEvent.PoolCreated("p", POLICY, ANNE, NOW),
                        new PoolEvent.IdentityRegistered("p", PAT, false, ANNE, NOW));
    }

    @Test
    void keepsWhoDisabledAnIdentityAndWhyUntilItIsEnabled() {
        make(new PoolChange.Register(POLICY, PAT));
        make(new PoolChange.Disable("a"));
        assertThat(state.disabled()).containsExactly(Map.entry("a", new Disabled("anne", "She said so.", NOW)));
        assertThat(state.identities().values()).noneMatch(Identity::isActive);
        make(new PoolChange.Enable("a"));
        assertThat(state.disabled()).isEmpty();
        assertThat(state.identities().get("a")).isEqualTo(PAT);
    }

    @Test
    void registersADisabledIdentityAsActive() {
        make(new PoolChange.Register(POLICY, PAT));
        make(new PoolChange.Disable("a"));
        assertThat(decide(new PoolChange.Register(POLICY, PAT)).events())
                .containsExactly(new PoolEvent.IdentityRegistered("p", PAT, true, ANNE, NOW));
        make(new PoolChange.Register(POLICY, PAT));
        assertThat(state.disabled()).isEmpty();
        assertThat(state.identities().values()).allMatch(Identity::isActive);
    }

    /** Each of two people changes one thing, without having seen the other's change. */
    @Test
    void appliesToThePolicyAsItIsByThenWhatIsNamedOfIt() {
        make(new PoolChange.AmendPolicy(POLICY, new PolicyAmendment(null, null, true, null)));
        make(new PoolChange.AmendPolicy(POLICY, new PolicyAmendment(null, null, null, false)));
        assertThat(state.policy()).isEqualTo(new Policy(List.of("octo-org"), true, true, false));
    }

    @Test
    void saysWhoDisabledAnIdentityAsLongAsItIsDisabled() {
        make(new PoolChange.Register(POLICY, PAT));
        ChangeReply.Done off =
                (ChangeReply.Done) decide(new PoolChange.Disable("a")).reply();
        assertThat(off.off()).isEqualTo(new Disabled("anne", "She said so.", NOW));
        make(new PoolChange.Disable("a"));
        ChangeReply.Done on =
                (ChangeReply.Done) decide(new PoolChange.Enable("a")).reply();
        assertThat(on.off()).isNull();
    }

    @Test
    void endsOnlyTheRestsThatAMendedCredentialDisproves() {
        make(new PoolChange.Register(POLICY, PAT));
        rest("*", "unauthorized");
        rest("resource:core", "rate_limited");
        assertThat(decide(new PoolChange.Enable("a")).events())
                .containsExactly(
                        new PoolEvent.IdentityEnabled("p", "a", ANNE, NOW),
                        new PoolEvent.CooldownEnded("p", "a", "*", "unauthorized", NOW));
        make(new PoolChange.Register(POLICY, PAT));
        assertThat(state.cooldowns()).containsOnlyKeys("user:42");
    }

    @Test
    void forgetsARemovedIdentityWithAllThatIsHeldAgainstIt() {
        make(new PoolChange.Register(POLICY, PAT));
        rest("*", "secondary_limit");
        make(new PoolChange.Disable("a"));
        make(new PoolChange.Remove("a"));
        rest("*", "unauthorized");
        assertThat(state.identities()).isEmpty();
        assertThat(state.disabled()).isEmpty();
        assertThat(state.cooldowns()).as("what GitHub asked of its owner").containsOnlyKeys("user:42");
        assertThat(decide(new PoolChange.Remove("a"))).isEqualTo(nothing(new ChangeReply.NoSuchIdentity()));
    }

    @Test
    void forgetsBudgetsWhoseWindowHasEnded() {
        state = state.apply(new PoolEvent.BudgetMarked("p", "user:1", "core", 5000, 0, 0L, NOW.plusSeconds(60), NOW));
        state = state.apply(new PoolEvent.BudgetMarked("p", "user:2", "core", 5000, 0, 0L, NOW.plusSeconds(61), NOW));
        Instant later = NOW.plusSeconds(60);
        state = state.apply(
                new PoolEvent.BudgetMarked("p", "user:3", "core", 5000, 0, 0L, later.plusSeconds(1), later));
        assertThat(state.budgets()).extracting(BudgetMark::owner).containsExactly("user:2", "user:3");
    }

    @Test
    void takesNoMoreIdentitiesThanItLooksAtInTimeAndReplacesThoseItHas() {
        for (int i = 0; i < PoolState.MAX_IDENTITIES; i++) {
            make(new PoolChange.Register(POLICY, pat("i" + i, 100)));
        }
        assertThat(decide(new PoolChange.Register(POLICY, pat("one more", 100))))
                .isEqualTo(nothing(new ChangeReply.TooManyIdentities()));
        assertThat(decide(new PoolChange.Register(POLICY, pat("i0", 7))).events())
                .hasSize(1);
        make(new PoolChange.Remove("i0"));
        assertThat(decide(new PoolChange.Register(POLICY, pat("one more", 100))).events())
                .hasSize(1);
    }

    private static Identity pat(String id, int weight) {
        return new Identity(
                id, Identity.PAT, "bob", 42, "REF", null, null, weight, 10, 100, Identity.ACTIVE, List.of());
    }

    private void rest(String scope, String reason) {
        state = state.apply(new PoolEvent.CooldownStarted("p", "a", scope, reason, NOW, NOW.plusSeconds(60)));
    }

    private void make(PoolChange change) {
        for (PoolEvent event : decide(change).events()) {
            state = state.apply(event);
        }
    }

    private PoolChanges.Decision decide(PoolChange change) {
        return new PoolChanges("p", state, ANNE, NOW).decide(change);
    }

    private static PoolChanges.Decision nothing(ChangeReply reply) {
        return new PoolChanges.Decision(List.of(), reply);
    }
}
