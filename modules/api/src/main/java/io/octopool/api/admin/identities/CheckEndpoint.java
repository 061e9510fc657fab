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
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v1/admin/pools/{pool}/identities/{id}/check}: calls GitHub once with the identity's credential and tells what came
 * of it. What GitHub said of budgets and limits the pool takes in, as of any call.
 */
public final class CheckEndpoint {

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
        this.timeout = timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
        this.clock = clock;
    }

    public CompletionStage<HttpResponse> check(String pool, String id) {
        return pools.ask(Ids.pool(pool), Pool.GetView::new)
                .thenApply(reply -> switch (reply) {
                    case Pool.ViewReply.View view -> known(view, Ids.identity(id));
                    case Pool.ViewReply.NoSuchPool _ -> throw Policies.noSuchPool();
                })
                .thenCompose(identity -> check(pool, identity))
                .thenApply(report -> Responses.json(200, report.json()));
    }

    private static Identity known(Pool.ViewReply.View view, String id) {
        Identity identity = view.facts().identities().get(id);
        if (identity == null) {
            throw Pools.noSuchIdentity();
        }
        return identity;
    }

    private CompletionStage<CheckReport> check(String pool, Identity identity) {
        return credentials.of(identity, PATIENCE).thenCompose(answer -> switch (answer) {
            case Credentials.Answer.Ready(Credential credential) ->
                github.send(GitHubCall.get(CheckReport.target(identity), credential, timeout))
                        .thenCompose(outcome -> {
                            if (outcome instanceof Outcome.Answered answered && answered.status() == 401) {
                                credentials.refused(identity, credential);
                            }
                            return settled(
                                    pool,
                                    identity,
                                    CallResult.of(outcome, clock.instant()),
                                    CheckReport.of(identity, outcome, clock.instant()));
                        });
            case Credentials.Answer.Unusable unusable ->
                settled(pool, identity, unusable.result(), CheckReport.unusable(identity, unusable.reason()));
        });
    }

    private CompletionStage<CheckReport> settled(
            String pool, Identity identity, CallResult result, CheckReport report) {
        return pools.<Pool.CheckReply>ask(pool, replyTo -> new Pool.RecordCheck(identity.id(), result, replyTo))
                .thenApply(_ -> report);
    }
}
