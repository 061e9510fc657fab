package io.octopool.api.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.persistence.query.CallerTokens;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.pool.caller.Caller;
import io.octopool.pool.caller.CallerKey;
import io.octopool.pool.caller.ClientToken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who calls (server spec 2.2, 2.3). A token of ours says which entity to ask, any other string is looked up by its
 * hash once in 30 s; the entity decides. Answers of both kinds are remembered until the caller changes, 30 s at most.
 */
public final class Callers {

    private static final int BOUND = 20_000;

    /** No pool has a longer id; what is longer is not remembered. */
    private static final int LONGEST_POOL = 80;

    private record Access(String tokenHash, String pool) {}

    private sealed interface Verdict {
        String entityId();

        record Valid(KnownCaller caller) implements Verdict {
            @Override
            public String entityId() {
                return caller.entityId();
            }
        }

        record WrongOrg(String entityId) implements Verdict {}

        record Invalid(String entityId) implements Verdict {}
    }

    private final TokenCheck check;
    private final CallerTokens tokens;
    private final String allowedOrg;
    private final Remembered<Access, Verdict> verdicts;
    private final Remembered<String, Optional<CallerKey>> owners;

    public Callers(TokenCheck check, CallerTokens tokens, String allowedOrg, Ticker ticker) {
        this.check = check;
        this.tokens = tokens;
        this.allowedOrg = allowedOrg;
        this.verdicts = new Remembered<>(BOUND, ticker);
        this.owners = new Remembered<>(BOUND, ticker);
    }

    /**
     * The caller that the token stands for, if it may use the pool. Fails with {@code invalid_auth}, {@code org_denied}, or
     * {@code relay_overloaded} when whoever knows does not answer.
     */
    public CompletionStage<KnownCaller> of(String token, String pool) {
        if (pool.length() > LONGEST_POOL) {
            return CompletableFuture.failedStage(invalid());
        }
        Access access = new Access(ClientToken.hash(token), pool);
        Optional<Verdict> known = verdicts.get(access);
        if (known.isPresent()) {
            return CompletableFuture.completedStage(caller(known.get()));
        }
        return owner(token, access.tokenHash())
                .thenCompose(owner -> owner.isEmpty()
                        ? CompletableFuture.completedStage(new Verdict.Invalid(""))
                        : check(owner.get().entityId(), access))
                .thenApply(Callers::caller);
    }

    /** Forgets everything about a caller. */
    public void changed(String entityId) {
        verdicts.forget((_, verdict) -> verdict.entityId().equals(entityId));
    }

    private CompletionStage<Optional<CallerKey>> owner(String token, String hash) {
        Optional<CallerKey> named = ClientToken.caller(token);
        return named.isPresent() ? CompletableFuture.completedStage(named) : owners.get(hash, this::lookUp, _ -> true);
    }

    private CompletionStage<Optional<CallerKey>> lookUp(String hash) {
        return Asking.answered(tokens.find(hash).thenApply(owner -> owner.map(Callers::key)));
    }

    private static CallerKey key(TokenOwner owner) {
        return new CallerKey(owner.orgLogin(), owner.githubUserId());
    }

    private CompletionStage<Verdict> check(String entityId, Access access) {
        return verdicts.get(access, _ -> ask(entityId, access), _ -> true);
    }

    private CompletionStage<Verdict> ask(String entityId, Access access) {
        return Asking.answered(check.of(entityId, access.tokenHash(), access.pool()))
                .thenApply(answer -> verdict(entityId, answer));
    }

    private Verdict verdict(String entityId, Caller.CheckReply reply) {
        return switch (reply) {
            case Caller.CheckReply.Invalid _ -> new Verdict.Invalid(entityId);
            case Caller.CheckReply.Valid valid ->
                valid.orgLogin().equalsIgnoreCase(allowedOrg)
                        ? new Verdict.Valid(new KnownCaller(
                                entityId, valid.callerId(), valid.githubLogin(), valid.tokenId(), valid.clientName()))
                        : new Verdict.WrongOrg(entityId);
        };
    }

    private static KnownCaller caller(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Valid(KnownCaller caller) -> caller;
            case Verdict.Invalid _ -> throw invalid();
            case Verdict.WrongOrg _ ->
                throw ApiError.of(403, "org_denied", "The caller belongs to another organisation.")
                        .asFailure();
        };
    }

    private static ApiFailure invalid() {
        return ApiError.of(401, "invalid_auth", "The token is not valid for this pool.")
                .asFailure();
    }
}
