package io.octopool.api.relay;

import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.logs.JobLog;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/** The entity that has one answer, wherever in the cluster it is. */
sealed interface Entry {

    /** Asks it; the stage fails when it does not answer in time. */
    CompletionStage<ReadReply> ask(ReadQuery query, Duration patience);

    /** Tells it that the reader of that request waits no longer. */
    void leave(String requestId);

    /** The entry of a cache key: logs have entities of their own. */
    static Entry of(ClusterSharding sharding, RouteMatch match, String cacheKey) {
        return match.route().has(Flag.LOG)
                ? new Log(sharding.entityRefFor(JobLog.KEY, cacheKey))
                : new Cached(sharding.entityRefFor(CachedRead.KEY, cacheKey));
    }

    /** A cached answer. */
    record Cached(EntityRef<CachedRead.Command> entity) implements Entry {

        @Override
        public CompletionStage<ReadReply> ask(ReadQuery query, Duration patience) {
            return entity.ask(replyTo -> new CachedRead.Read(query, replyTo), patience);
        }

        @Override
        public void leave(String requestId) {
            entity.tell(new CachedRead.Leave(requestId));
        }
    }

    /** The log of a job. */
    record Log(EntityRef<JobLog.Command> entity) implements Entry {

        @Override
        public CompletionStage<ReadReply> ask(ReadQuery query, Duration patience) {
            return entity.ask(replyTo -> new JobLog.Read(query, replyTo), patience);
        }

        @Override
        public void leave(String requestId) {
            entity.tell(new JobLog.Leave(requestId));
        }
    }
}
