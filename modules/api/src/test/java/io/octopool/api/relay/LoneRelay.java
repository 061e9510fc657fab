package io.octopool.api.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.access.Callers;
import io.octopool.api.access.Policies;
import io.octopool.api.http.Edge;
import io.octopool.api.http.Origins;
import io.octopool.api.http.RequestBody;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.caller.Caller.CheckReply;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The relay without a cluster behind it: one caller, one pool {@code p}, and entities of cached answers that a test speaks for. */
final class LoneRelay implements AutoCloseable {

    private static final InstantSource CLOCK = InstantSource.fixed(Answers.NOW);

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "lone-relay");
    private final LinkedBlockingQueue<AuditRecord> audited = new LinkedBlockingQueue<>();
    private final Edge edge = new Edge(new Origins(Optional.empty()), CLOCK);
    private final Relay relay;

    /** An error body, or an envelope. */
    record Said(HttpResponse response, String text) {

        int status() {
            return response.status().intValue();
        }

        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(text);
        }

        String header(String name) {
            return response.getHeader(name).orElseThrow().value();
        }

        /** {@code details.reason}. */
        String reason() throws Exception {
            return json().at("/error/details/reason").asText();
        }
    }

    private LoneRelay(Function<ActorSystem<?>, Supplier<ActorRef<CachedRead.Command>>> entries) {
        ClusterSharding sharding = new Shards(actor("pool", pool()), entries.apply(system));
        ActorRef<AuditBuffer.Command> buffer = actor("audit", Behaviors.receiveMessage(command -> {
            audited.add(((AuditBuffer.Add) command).record());
            return Behaviors.same();
        }));
        Callers callers = new Callers(
                (_, _, _) -> CompletableFuture.completedStage(
                        new CheckReply.Valid("caller_1", "carol", "octo-org", Instant.EPOCH, "token", "laptop")),
                _ -> CompletableFuture.completedStage(Optional.of(new TokenOwner("caller_1", "octo-org", 7))),
                "octo-org",
                () -> 0);
        this.relay = new Relay(
                new RequestBody(system), callers, new Policies(sharding, () -> 0), sharding, buffer, () -> 0, CLOCK);
    }

    /** Every entry gives these answers. */
    static LoneRelay reading(Function<ReadQuery, ReadReply> answers) {
        return new LoneRelay(system -> {
            ActorRef<CachedRead.Command> entry = system.systemActorOf(entry(answers), "entry", Props.empty());
            return () -> entry;
        });
    }

    /** The entries cannot be reached: whoever looks for one meets this. */
    static LoneRelay failing(RuntimeException failure) {
        return new LoneRelay(_ -> () -> {
            throw failure;
        });
    }

    /** Sends a relay request with a body, and a query of its URL that is not looked at. */
    Said send(String urlQuery, String body) throws Exception {
        HttpRequest request = HttpRequest.POST("/v1/github/request" + urlQuery)
                .withEntity(ContentTypes.APPLICATION_JSON, body)
                .addHeader(RawHeader.create("authorization", "Bearer secret-header"));
        HttpResponse response = edge.around(identified -> edge.run(relay, identified))
                .apply(request)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return new Said(
                response, ((HttpEntity.Strict) response.entity()).getData().utf8String());
    }

    /** The next audit record, waited for. */
    AuditRecord audited() throws InterruptedException {
        AuditRecord record = audited.poll(10, TimeUnit.SECONDS);
        if (record == null) {
            throw new AssertionError("nothing was audited");
        }
        return record;
    }

    boolean hasMoreAudited() {
        return !audited.isEmpty();
    }

    private static Behavior<CachedRead.Command> entry(Function<ReadQuery, ReadReply> answers) {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof CachedRead.Read read) {
                read.replyTo().tell(answers.apply(read.query()));
            }
            return Behaviors.same();
        });
    }

    private static Behavior<Pool.Command> pool() {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Pool.GetPolicy asked) {
                asked.replyTo()
                        .tell(new Pool.PolicyReply.Found(new Policy(List.of("octo-org"), true, true, true), false));
            }
            return Behaviors.same();
        });
    }

    private <T> ActorRef<T> actor(String name, Behavior<T> behavior) {
        return system.systemActorOf(behavior, name, Props.empty());
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    /** One pool and one entity for all entries. */
    private static final class Shards extends ClusterSharding {

        private final ActorRef<Pool.Command> pool;
        private final Supplier<ActorRef<CachedRead.Command>> entries;

        Shards(ActorRef<Pool.Command> pool, Supplier<ActorRef<CachedRead.Command>> entries) {
            this.pool = pool;
            this.entries = entries;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> typeKey, String entityId) {
            return (EntityRef<M>)
                    (typeKey.equals(Pool.KEY)
                            ? TestEntityRef.of(Pool.KEY, entityId, pool)
                            : TestEntityRef.of(CachedRead.KEY, entityId, entries.get()));
        }

        @Override
        public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> typeKey, String entityId, String dataCenter) {
            return entityRefFor(typeKey, entityId);
        }

        @Override
        public <M, E> ActorRef<E> init(Entity<M, E> entity) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ClusterShardingQuery> shardState() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ShardCoordinator.ShardAllocationStrategy defaultShardAllocationStrategy(
                ClusterShardingSettings settings) {
            throw new UnsupportedOperationException();
        }
    }
}
