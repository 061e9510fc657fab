package io.octopool.persistence.kit;

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
import io.octopool.pool.events.PoolEvent.IdentityRegistered;
import io.octopool.pool.events.PoolEvent.PolicyChanged;
import io.octopool.pool.events.PoolEvent.PoolCreated;
import io.octopool.pool.events.PublicBudgetEvent.BudgetForgotten;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.pool.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Events with everything filled in that a test does not care about. */
public final class Events {

    public static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    public static final Attribution ADMIN = new Attribution("admin", null);

    private Events() {}

    public static PoolCreated poolCreated(String pool) {
        return new PoolCreated(pool, Policy.initial("octo-org"), ADMIN, AT);
    }

    public static IdentityRegistered identity(String pool, String id, int weight, IdentityScope... scopes) {
        return new IdentityRegistered(
                pool,
                new Identity(
                        id,
                        Identity.PAT,
                        "bob",
                        42,
                        "OCTOPOOL_PAT_A",
                        null,
                        null,
                        weight,
                        10,
                        100,
                        Identity.ACTIVE,
                        List.of(scopes)),
                false,
                ADMIN,
                AT);
    }

    public static CallerEnrolled enrolled(String caller, String name) {
        return new CallerEnrolled(caller, 7, "carol", "octo-org", name, AT, AT);
    }

    public static PoolGranted granted(String caller, String pool) {
        return new PoolGranted(caller, pool, AT);
    }

    public static TokenIssued issued(String caller, String token, String hash) {
        return new TokenIssued(caller, token, "laptop", hash, AT);
    }

    public static TokenRetired retired(String caller, String token) {
        return new TokenRetired(caller, token, AT);
    }

    public static AnswerStored stored(String key, String body) {
        return new AnswerStored(
                key,
                "maintainers",
                "/repos/octo-org/hello-world",
                "{}",
                "{}",
                "repo:octo-org/hello-world",
                "repo_view",
                "octo-org/hello-world",
                1,
                new Answer(
                        200,
                        "{\"etag\":\"x\"}",
                        "json",
                        CompressedBody.of(body.getBytes(StandardCharsets.UTF_8)),
                        Source.identity("pat_a", Identity.PAT),
                        "x",
                        null,
                        AT),
                AT,
                AT.plusSeconds(60),
                AT.plusSeconds(600));
    }

    public static AnswerRemoved removed(String key) {
        return new AnswerRemoved(key, AT);
    }

    public static VisibilityProved proved(String repo, boolean isPublic, long generation) {
        return new VisibilityProved("octo-org", repo, isPublic, generation, AT, AT.plusSeconds(30));
    }

    public static ProofForgotten forgotten(String repo) {
        return new ProofForgotten("octo-org", repo, AT);
    }

    public static BudgetNoted budgetNoted(String owner, long remaining) {
        return new BudgetNoted(
                owner,
                List.of(new BudgetMark(owner, "core", new Budget(60, remaining, AT.plusSeconds(600)), remaining)),
                null,
                AT);
    }

    public static BudgetForgotten budgetForgotten(String owner) {
        return new BudgetForgotten(owner, AT);
    }

    public static PolicyChanged policyChanged(String pool, Policy policy) {
        return new PolicyChanged(pool, policy, ADMIN, AT);
    }

    public static RecordsAppended appended(String... requestIds) {
        return new RecordsAppended(Stream.of(requestIds).map(Events::audit).toList());
    }

    public static AuditRecord audit(String requestId) {
        return audit(requestId, "token_1");
    }

    public static AuditRecord audit(String requestId, String tokenId) {
        return new AuditRecord(
                requestId,
                "caller_1",
                tokenId,
                "laptop",
                "maintainers",
                "repo:octo-org/hello-world",
                "repo_view",
                null,
                200,
                null,
                null,
                "github_identity",
                12,
                "miss",
                true,
                false,
                AT);
    }
}
