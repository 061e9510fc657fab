package io.octopool.api.admin;

import io.octopool.api.access.Asking;
import io.octopool.api.access.Policies;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.pool.lease.ChangeReply;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.lease.PoolState;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.japi.function.Function;

/** Asks pools on behalf of administrators. */
public final class Pools {

    private final ClusterSharding sharding;

    public Pools(ClusterSharding sharding) {
        this.sharding = sharding;
    }

    /** The pool's answer; fails with {@code relay_overloaded} when there is none in time. */
    public <R> CompletionStage<R> ask(String pool, Function<ActorRef<R>, Pool.Command> question) {
        return Asking.answered(sharding.entityRefFor(Pool.KEY, pool).ask(question, Asking.PATIENCE));
    }

    /** Changes the pool; fails with what it refuses. */
    public CompletionStage<ChangeReply.Done> change(String pool, PoolChange change, Order order) {
        return this.<ChangeReply>ask(
                        pool, replyTo -> new Pool.Change(change, order.attribution(), order.dryRun(), replyTo))
                .thenApply(reply -> switch (reply) {
                    case ChangeReply.Done done -> done;
                    case ChangeReply.NoSuchPool _ -> throw Policies.noSuchPool();
                    case ChangeReply.NoSuchIdentity _ -> throw noSuchIdentity();
                    case ChangeReply.KindConflict _ ->
                        throw conflict("kind", "An identity of this id has another kind.");
                    case ChangeReply.TooManyIdentities _ -> throw tooManyIdentities();
                });
    }

    private static ApiFailure tooManyIdentities() {
        String message = "A pool has at most " + PoolState.MAX_IDENTITIES + " identities; remove one first.";
        return ApiError.ofField(409, "too_many_identities", "id", message).asFailure();
    }

    /** 404 {@code identity_not_found}. */
    public static ApiFailure noSuchIdentity() {
        return ApiError.of(404, "identity_not_found", "The pool has no such identity.")
                .asFailure();
    }

    /** 409 {@code identity_conflict} about one field of the body that registers an identity. */
    public static ApiFailure conflict(String field, String message) {
        return ApiError.ofField(409, "identity_conflict", field, message).asFailure();
    }
}
