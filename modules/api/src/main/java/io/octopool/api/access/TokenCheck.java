package io.octopool.api.access;

import io.octopool.pool.caller.Caller;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Asks a caller's entity about a token. */
public interface TokenCheck {

    /** The stage fails when the entity does not answer in time. */
    CompletionStage<Caller.CheckReply> of(String entityId, String tokenHash, String pool);

    /** The entities of the cluster. */
    static TokenCheck in(ClusterSharding sharding) {
        return (entityId, tokenHash, pool) -> sharding.entityRefFor(Caller.KEY, entityId)
                .ask(replyTo -> new Caller.CheckToken(tokenHash, pool, replyTo), Asking.PATIENCE);
    }
}
