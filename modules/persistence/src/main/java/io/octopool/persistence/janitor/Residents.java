package io.octopool.persistence.janitor;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.cache.CachedRead;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Which answers have their entity in memory. One actor on each node asks the shards of its node, which wakes no entity; whoever
 * wants to know asks all nodes.
 */
final class Residents {

    private static final ServiceKey<Which> KEY = ServiceKey.create(Which.class, "octopool-residents");

    /** Longer than shards may take to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Asks which of these are in memory on the node. There is no reply unless every shard there has answered. */
    record Which(List<String> cacheKeys, ActorRef<These> replyTo) implements CborSerializable {}

    /** Those that are. */
    record These(Set<String> cacheKeys) implements CborSerializable {}

    private Residents() {}

    /** Starts it on this node; call it once on each. */
    static void start(ActorSystem<?> system) {
        system.systemActorOf(behavior(), "octopool-residents", Props.empty());
    }

    private static Behavior<Which> behavior() {
        return Behaviors.setup(context -> {
            ActorSystem<?> system = context.getSystem();
            system.receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return Behaviors.receiveMessage(which -> {
                CompletionStage<Void> _ = here(system)
                        .thenAccept(state -> these(which.cacheKeys(), state)
                                .ifPresent(these -> which.replyTo().tell(these)));
                return Behaviors.same();
            });
        });
    }

    private static CompletionStage<CurrentShardRegionState> here(ActorSystem<?> system) {
        return AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
                ClusterSharding.get(system).shardState(),
                replyTo -> new GetShardRegionState(CachedRead.KEY, replyTo),
                PATIENCE,
                system.scheduler());
    }

    /** Empty unless every shard has told of its entities. */
    private static Optional<These> these(List<String> cacheKeys, CurrentShardRegionState state) {
        if (!state.getFailed().isEmpty()) {
            return Optional.empty();
        }
        Set<String> found = new HashSet<>();
        state.getShards()
                .forEach(shard -> cacheKeys.stream()
                        .filter(shard.getEntityIds()::contains)
                        .forEach(found::add));
        return Optional.of(new These(found));
    }

    /** Those that are in memory anywhere in the cluster; all of them unless every node answers. */
    static CompletionStage<Set<String>> among(ActorSystem<?> system, List<String> cacheKeys) {
        return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                        system.receptionist(), replyTo -> Receptionist.find(KEY, replyTo), PATIENCE, system.scheduler())
                .thenCompose(listing -> everywhere(system, listing.getServiceInstances(KEY), cacheKeys))
                .exceptionally(_ -> Set.copyOf(cacheKeys));
    }

    private static CompletionStage<Set<String>> everywhere(
            ActorSystem<?> system, Collection<ActorRef<Which>> known, List<String> cacheKeys) {
        Cluster cluster = Cluster.get(system);
        Map<Address, ActorRef<Which>> byNode = new HashMap<>();
        known.forEach(one -> byNode.put(node(one, cluster), one));
        CompletionStage<Set<String>> found = CompletableFuture.completedStage(Set.of());
        for (Member member : cluster.state().getMembers()) {
            ActorRef<Which> one = byNode.get(member.address());
            if (one == null) {
                return CompletableFuture.completedStage(Set.copyOf(cacheKeys));
            }
            found = found.thenCombine(there(system, one, cacheKeys), Residents::union);
        }
        return found;
    }

    private static Address node(ActorRef<Which> one, Cluster cluster) {
        Address address = one.path().address();
        return address.hasLocalScope() ? cluster.selfMember().address() : address;
    }

    private static CompletionStage<Set<String>> there(
            ActorSystem<?> system, ActorRef<Which> one, List<String> cacheKeys) {
        return AskPattern.<Which, These>ask(one, replyTo -> new Which(cacheKeys, replyTo), PATIENCE, system.scheduler())
                .thenApply(These::cacheKeys);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
