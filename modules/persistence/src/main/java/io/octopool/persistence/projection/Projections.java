package io.octopool.persistence.projection;

import io.octopool.persistence.database.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.ShardedDaemonProcessSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.eventsourced.javadsl.EventSourcedProvider;
import org.apache.pekko.projection.javadsl.SourceProvider;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;

/** The projections that fill the read tables: each runs once in the cluster and restarts with backoff. */
public final class Projections {

    /** A group is written when it has this many events, or when its first has waited {@link #GROUP_WAIT}. */
    private static final int GROUP_SIZE = 500;

    private static final Duration GROUP_WAIT = Duration.ofMillis(100);
    private static final Duration CATCH_UP_POLL = Duration.ofMillis(50);

    private final ActorSystem<?> system;
    private final Database database;
    private final InstantSource clock;
    private final List<Feed<?>> feeds = Feed.all();
    private final Map<String, Health<?>> health = new LinkedHashMap<>();

    private Projections(ActorSystem<?> system, Database database, InstantSource clock) {
        this.system = system;
        this.database = database;
        this.clock = clock;
    }

    /** Starts them on this node's share of the cluster; call it once on each node. */
    public static Projections start(ActorSystem<?> system, Database database, InstantSource clock) {
        Projections projections = new Projections(system, database, clock);
        List<Behavior<ProjectionBehavior.Command>> behaviors =
                projections.feeds.stream().map(projections::behavior).toList();
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        "projections",
                        behaviors.size(),
                        behaviors::get,
                        ShardedDaemonProcessSettings.create(system),
                        Optional.of(ProjectionBehavior.stopMessage()));
        return projections;
    }

    private <E> Behavior<ProjectionBehavior.Command> behavior(Feed<E> feed) {
        SourceProvider<Offset, EventEnvelope<E>> source =
                EventSourcedProvider.eventsByTag(system, JdbcReadJournal.Identifier(), feed.tag());
        Health<EventEnvelope<E>> observer = new Health<>(clock);
        health.put(feed.tag(), observer);
        return ProjectionBehavior.create(JdbcProjection.groupedWithin(
                        feed.id(),
                        source,
                        () -> TableSession.open(database),
                        () -> new GroupHandler<>(feed.tables()),
                        system)
                .withGroup(GROUP_SIZE, GROUP_WAIT)
                .withStatusObserver(observer));
    }

    /**
     * Completes when the tables show every event that is in the journal at the time of the call. It keeps trying
     * until then: bound the wait, and complete or cancel the future to end it.
     */
    public CompletableFuture<Done> caughtUp() {
        CompletableFuture<Done> result = new CompletableFuture<>();
        database.run(Offsets::highestOrdering).whenComplete((ordering, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                awaitOffsets(feeds.stream().map(Feed::tag).toList(), ordering, result);
            }
        });
        return result;
    }

    private void awaitOffsets(Collection<String> tags, long ordering, CompletableFuture<Done> result) {
        if (result.isDone()) {
            return;
        }
        database.run(connection -> Offsets.behind(connection, tags, ordering)).whenComplete((behind, failure) -> {
            Collection<String> waitingFor = failure == null ? behind : tags;
            if (waitingFor.isEmpty()) {
                result.complete(Done.getInstance());
            } else {
                system.scheduler()
                        .scheduleOnce(
                                CATCH_UP_POLL,
                                () -> awaitOffsets(waitingFor, ordering, result),
                                system.executionContext());
            }
        });
    }

    /** Each projection's state as this node knows it: {@code ok}, or what fails and since when. */
    public Map<String, String> status() {
        Map<String, String> status = new LinkedHashMap<>();
        health.forEach((tag, observer) -> status.put(tag, observer.status()));
        return status;
    }
}
