package io.octopool.persistence.serialization;

import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetMark;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.AuditTrailEvent.RecordsAppended;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.events.CallerEvent.CallerEnrolled;
import io.octopool.pool.events.CallerEvent.PoolGranted;
import io.octopool.pool.events.CallerEvent.TokenIssued;
import io.octopool.pool.events.CallerEvent.TokenRetired;
import io.octopool.pool.events.PoolEvent.BudgetMarked;
import io.octopool.pool.events.PoolEvent.CooldownEnded;
import io.octopool.pool.events.PoolEvent.CooldownStarted;
import io.octopool.pool.events.PoolEvent.IdentityDisabled;
import io.octopool.pool.events.PoolEvent.IdentityEnabled;
import io.octopool.pool.events.PoolEvent.IdentityRegistered;
import io.octopool.pool.events.PoolEvent.IdentityRemoved;
import io.octopool.pool.events.PoolEvent.PolicyChanged;
import io.octopool.pool.events.PoolEvent.PoolCreated;
import io.octopool.pool.events.PoolEvent.PoolDisabled;
import io.octopool.pool.events.PoolEvent.PoolEnabled;
import io.octopool.pool.events.PublicBudgetEvent.BudgetForgotten;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.util.List;

/** Every stored form of every event. Nothing here is ever edited: a changed form is added below with a higher version. */
final class GoldenEvents {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456789Z");
    private static final Instant LATER = Instant.parse("2026-03-01T11:00:00Z");

    private static final Attribution ANNE = new Attribution("anne@example.org", "Her laptop was stolen.");

    private GoldenEvents() {}

    static List<Golden> all() {
        return List.of(
                new Golden(
                        1,
                        new PoolCreated(
                                "maintainers", new Policy(List.of("octo-org", "o2"), true, false, true), ANNE, AT)),
                new Golden(
                        1,
                        new PolicyChanged(
                                "maintainers", new Policy(List.of("octo-org"), false, true, false), ANNE, AT)),
                new Golden(
                        1,
                        new IdentityRegistered(
                                "maintainers",
                                new Identity(
                                        "app_a",
                                        Identity.GITHUB_APP,
                                        "octo-app",
                                        9_007_199_254_740_993L,
                                        "OCTOPOOL_APP_KEY_A",
                                        77L,
                                        "Iv23.app",
                                        50,
                                        5,
                                        60,
                                        Identity.ACTIVE,
                                        List.of(
                                                new IdentityScope("octo-org", null, false),
                                                new IdentityScope("octo-org", "hello-world", true))),
                                true,
                                ANNE,
                                AT)),
                new Golden(1, new PoolDisabled("maintainers", ANNE, AT)),
                new Golden(1, new PoolEnabled("maintainers", ANNE, LATER)),
                new Golden(1, new IdentityDisabled("maintainers", "pat_a", ANNE, AT)),
                new Golden(1, new IdentityEnabled("maintainers", "pat_a", new Attribution("admin", null), LATER)),
                new Golden(1, new IdentityRemoved("maintainers", "pat_a", ANNE, LATER)),
                new Golden(1, new CooldownEnded("maintainers", "pat_a", "resource:core", "rate_limited", LATER)),
                new Golden(1, new CooldownStarted("maintainers", "pat_a", "resource:core", "rate_limited", AT, LATER)),
                new Golden(1, new BudgetMarked("maintainers", "user:42", "core", 5000, 2499, null, LATER, AT)),
                new Golden(2, new BudgetMarked("maintainers", "user:42", "core", 5000, 2499, 1001L, LATER, AT)),
                new Golden(1, new CallerEnrolled("caller_1", 42, "carol", "octo-org", "Carol Ö. 🐙", AT, LATER)),
                new Golden(1, new PoolGranted("caller_1", "maintainers", AT)),
                new Golden(
                        1,
                        new TokenIssued(
                                "caller_1", "token_1", "laptop", "e5rKdZ4MIfLksXT_641m9weO2LawisHnqrwEZtn6uTM", AT)),
                new Golden(1, new TokenRetired("caller_1", "token_1", AT)),
                new Golden(
                        1,
                        new AnswerStored(
                                "key",
                                "maintainers",
                                "/repos/octo-org/hello-world",
                                "{\"page\":\"2\"}",
                                "{}",
                                "repo:octo-org/hello-world",
                                "repo_view",
                                "octo-org/hello-world",
                                3,
                                new Answer(
                                        200,
                                        "{\"content-type\":\"application/json\"}",
                                        "json",
                                        new CompressedBody(new byte[] {'{', '}', -1, 0}, true, 2),
                                        new Source(Source.Transport.IDENTITY, "pat_a", Identity.PAT),
                                        "W/\"abc\"",
                                        "Sun, 01 Mar 2026 12:00:00 GMT",
                                        AT),
                                AT,
                                LATER,
                                LATER)),
                new Golden(1, new AnswerRemoved("key", AT)),
                new Golden(1, new VisibilityProved("octo-org", "hello-world", true, 3, AT, LATER)),
                new Golden(1, new ProofForgotten("octo-org", "hello-world", LATER)),
                new Golden(
                        1,
                        new BudgetNoted(
                                "app:Iv1.0",
                                List.of(new BudgetMark("app:Iv1.0", "core", new Budget(5000, 2499, LATER), null)),
                                new Cooldown(Cooldown.EVERYTHING, "secondary_limit", AT, LATER),
                                AT)),
                new Golden(
                        2,
                        new BudgetNoted(
                                "app:Iv1.0",
                                List.of(new BudgetMark("app:Iv1.0", "core", new Budget(5000, 2499, LATER), 1001L)),
                                new Cooldown(Cooldown.EVERYTHING, "secondary_limit", AT, LATER),
                                AT)),
                new Golden(1, new BudgetForgotten("ip:10.0.0.1", LATER)),
                new Golden(
                        1,
                        new RecordsAppended(List.of(new AuditRecord(
                                "0b0e7a1c-6f0e-4a57-9a43-6e2b8f1c2d3e",
                                "caller_1",
                                "token_1",
                                "laptop",
                                "maintainers",
                                "repo:octo-org/hello-world",
                                "repo_view",
                                "pat_a",
                                424,
                                "fallback_local",
                                "identity_cooldown",
                                "github_identity",
                                123,
                                "miss",
                                true,
                                false,
                                AT)))));
    }
}
