package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.access.Callers;
import io.octopool.api.access.Policies;
import io.octopool.api.http.Edge;
import io.octopool.api.http.Logged;
import io.octopool.api.http.Origins;
import io.octopool.api.http.RequestBody;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.audit.AuditRecord;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A defect behind the relay: here the entities of cached answers cannot be reached at all. */
class UnforeseenTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-04T03:02:01Z"));

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "unforeseen");
    private final LinkedBlockingQueue<AuditRecord> audited = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    @Test
    void leavesOneLogLineAndOneAuditRowOfTheRequestAndTellsNobodyWhatItWas() throws Exception {
        Edge edge = new Edge(new Origins(Optional.empty()), CLOCK);
        Relay relay = relay();
        HttpRequest request = HttpRequest.POST("/v1/github/request?x=secret-query")
                .withEntity(
                        ContentTypes.APPLICATION_JSON,
                        "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/repos/octo-org/secret-body\"}")
                .addHeader(RawHeader.create("authorization", "Bearer secret-header"));
        try (Logged logged = new Logged()) {
            HttpResponse response = edge.around(identified -> edge.run(relay, identified))
                    .apply(request)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            String id = response.getHeader("x-request-id").orElseThrow().value();
            String text = ((HttpEntity.Strict) response.entity()).getData().utf8String();
            JsonNode error = new ObjectMapper().readTree(text).path("error");

            assertThat(response.status().intValue()).isEqualTo(424);
            assertThat(error.path("code").textValue()).isEqualTo("fallback_local");
            assertThat(error.path("details").path("reason").textValue()).isEqualTo("relay_overloaded");
            assertThat(error.path("request_id").textValue()).isEqualTo(id);
            assertThat(text).doesNotContain("secret");
            assertThat(logged.lines())
                    .singleElement(STRING)
                    .contains(id, "IllegalStateException")
                    .doesNotContain("secret");
            assertThat(audited.poll(10, TimeUnit.SECONDS))
                    .returns(id, AuditRecord::requestId)
                    .returns(424, AuditRecord::status)
                    .returns("relay_overloaded", AuditRecord::fallbackReason)
                    .returns("unknown", AuditRecord::cacheStatus);
            assertThat(audited).isEmpty();
        }
    }

    private Relay relay() {
        ClusterSharding sharding = new PoolsOnly(actor("pool", pool()));
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
        return new Relay(
                new RequestBody(system), callers, new Policies(sharding, () -> 0), sharding, buffer, () -> 0, CLOCK);
    }

    private <T> ActorRef<T> actor(String name, Behavior<T> behavior) {
        return system.systemActorOf(behavior, name, Props.empty());
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

    /** Knows the pool and nothing else. */
    private static final class PoolsOnly extends ClusterSharding {

        private final ActorRef<Pool.Command> pool;

        PoolsOnly(ActorRef<Pool.Command> pool) {
            this.pool = pool;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> typeKey, String entityId) {
            if (!typeKey.equals(Pool.KEY)) {
                throw new IllegalStateException("secret-text");
            }
            return (EntityRef<M>) TestEntityRef.of(Pool.KEY, entityId, pool);
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
