package io.octopool.api.admin.identities;

import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.Responses;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CooldownInForce;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v1/admin/pools/{pool}/identities/{id}/check}: calls GitHub once with the identity's credential and tells what came
 * of it. What GitHub said of budgets and limits the pool takes in. It is not called where it asked to slow down, nor with an
 * identity that serves nothing.
 */
public final class CheckEndpoint {

    /** For the credential. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Pools pools;
    private final Credentials credentials;
    private final GitHub github;
    private final Duration timeout;
    private final InstantSource clock;

    /** The timeout: for the call. */
    public CheckEndpoint(Pools pools, Credentials credentials, GitHub github, Duration timeout, InstantSource clock) {
        this.pools = pools;
        this.credentials = credentials;
        this.github = github;
        this.timeout = timeout;
        this.clock = clock;
    }

    public CompletionStage<HttpResponse> check(String pool, String id) {
        String known = Ids.identity(id);
        return pools.<Pool.CheckStart>ask(Ids.pool(pool), replyTo -> new Pool.BeginCheck(known, replyTo))
                .thenCompose(start -> switch (start) {
                    case Pool.CheckStart.Ready(Identity identity)
                    when identity.servesNothing() ->
                        CompletableFuture.completedStage(CheckReport.servingNothing(identity));
                    case Pool.CheckStart.Ready(Identity identity) -> check(pool, identity);
                    case Pool.CheckStart.Resting(Identity identity, CooldownInForce rest) ->
                        CompletableFuture.completedStage(CheckReport.resting(identity, rest));
                    case Pool.CheckStart.NoSuchIdentity _ -> throw Pools.noSuchIdentity();
                    case Pool.CheckStart.NoSuchPool _ -> throw Policies.noSuchPool();
                })
                .thenApply(report -> Responses.json(200, report.json()));
    }

    private CompletionStage<CheckReport> check(String pool, Identity identity) {
        Instant askedAt = clock.instant();
        return credentials.of(identity, PATIENCE).thenCompose(answer -> switch (answer) {
            case Credentials.Answer.Ready ready -> call(pool, identity, ready);
            case Credentials.Answer.Unusable unusable ->
                settled(pool, identity, unusable.result(), askedAt, CheckReport.unusable(identity, unusable.reason()));
            case Credentials.Answer.Spent spent ->
                noted(pool, identity, spent.result(), askedAt).thenCompose(_ -> check(pool, identity));
        });
    }

    private CompletionStage<CheckReport> call(String pool, Identity identity, Credentials.Answer.Ready ready) {
        Credential credential = ready.credential();
        Instant sentAt = clock.instant();
        return github.send(GitHubCall.get(CheckReport.target(identity), credential, timeout))
                .thenCompose(outcome -> {
                    if (outcome instanceof Outcome.Answered answered && answered.status() == 401) {
                        credentials.refused(identity, credential);
                    }
                    CheckReport report = CheckReport.of(identity, ready.grant(), outcome, clock.instant());
                    return report.isOfIdentity()
                            ? settled(pool, identity, CallResult.of(outcome, clock.instant()), sentAt, report)
                            : CompletableFuture.completedStage(report);
                });
    }

    private CompletionStage<CheckReport> settled(
            String pool, Identity identity, CallResult result, Instant sentAt, CheckReport report) {
        return noted(pool, identity, result, sentAt).thenApply(_ -> report);
    }

    /** Fails with {@code identity_not_found} if the identity was removed meanwhile. */
    private CompletionStage<Pool.CheckReply> noted(String pool, Identity identity, CallResult result, Instant sentAt) {
        return pools.<Pool.CheckReply>ask(pool, replyTo -> new Pool.RecordCheck(identity.id(), result, sentAt, replyTo))
                .thenApply(reply -> {
                    if (!reply.noted()) {
                        throw Pools.noSuchIdentity();
                    }
                    return reply;
                });
    }
}
