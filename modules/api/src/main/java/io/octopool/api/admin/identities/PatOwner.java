package io.octopool.api.admin.identities;

import io.octopool.api.admin.People;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.ApiError;
import io.octopool.api.secrets.Secrets;
import io.octopool.api.secrets.TokenOwners;
import io.octopool.github.client.Credential;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whose a PAT is that is to be registered: that user's is the budget (github-rules B1), so the login that is given must be the
 * token's. Where the token is not there yet, or GitHub does not say whose it is, the login is believed until the token is used.
 */
public final class PatOwner {

    private final People people;
    private final Secrets secrets;
    private final TokenOwners owners;
    private final Pools pools;
    private final Duration timeout;

    /** The timeout: for each question. */
    public PatOwner(People people, Secrets secrets, TokenOwners owners, Pools pools, Duration timeout) {
        this.people = people;
        this.secrets = secrets;
        this.owners = owners;
        this.pools = pools;
        this.timeout = timeout;
    }

    /** The user of that login; fails with {@code invalid_request} naming {@code login} where the token is another's. */
    CompletionStage<UserLookup.Found> of(String pool, IdentityRequest request) {
        return people.find(request.login(), "login")
                .thenCompose(user -> tokens(pool, request, user).thenApply(owner -> {
                    owner.filter(other -> other.id() != user.id()).ifPresent(other -> {
                        throw ApiError.invalidField(
                                        "login",
                                        "The token of secret_ref belongs to " + other.login() + ", not to "
                                                + user.login() + ".")
                                .asFailure();
                    });
                    return user;
                }));
    }

    private CompletionStage<Optional<UserLookup.Found>> tokens(
            String pool, IdentityRequest request, UserLookup.Found user) {
        Optional<Credential.Bearer> token = secrets.tokenOf(request.secretRef());
        return token.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : isLeftAlone(pool, user)
                        .thenCompose(alone -> alone
                                ? CompletableFuture.completedStage(Optional.empty())
                                : owners.of(token.get(), timeout));
    }

    /** Whether GitHub asked the user's identities in the pool to slow down, or nothing is left of their budget. */
    private CompletionStage<Boolean> isLeftAlone(String pool, UserLookup.Found user) {
        return pools.ask(pool, Pool.GetView::new).thenCompose(reply -> switch (reply) {
            case Pool.ViewReply.View view ->
                view.facts().identities().values().stream()
                        .filter(known -> known.githubUserId() == user.id())
                        .findFirst()
                        .map(known -> isLeftAlone(pool, known))
                        .orElseGet(() -> CompletableFuture.completedStage(false));
            case Pool.ViewReply.NoSuchPool _ -> CompletableFuture.completedStage(false);
        });
    }

    private CompletionStage<Boolean> isLeftAlone(String pool, Identity known) {
        return pools.<Pool.CheckStart>ask(pool, replyTo -> new Pool.BeginCheck(known.id(), replyTo))
                .thenApply(Pool.CheckStart.Resting.class::isInstance);
    }
}
