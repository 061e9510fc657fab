package io.octopool.persistence.kit;

import com.typesafe.config.ConfigFactory;
import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.database.DatabaseUnavailable;
import io.octopool.persistence.journal.JournalConfig;
import io.octopool.pool.CborSerializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** One cluster node with an open database. */
public final class Node implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Database database;
    private final ActorTestKit kit;
    private final Map<String, ActorRef<Journalist.Command>> journalists = new HashMap<>();

    private Node(Database database, ActorTestKit kit) {
        this.database = database;
        this.kit = kit;
    }

    public static Node start(DatabaseSettings settings) throws DatabaseUnavailable {
        Database database = Database.open(settings);
        ActorTestKit kit = ActorTestKit.create(
                "octopool",
                JournalConfig.of(settings)
                        .withFallback(ConfigFactory.parseString("""
                                pekko.actor {
                                  provider = cluster
                                  serialization-bindings { "io.octopool.pool.CborSerializable" = jackson-cbor }
                                }
                                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                                pekko.cluster.downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
                                pekko.cluster.jmx.enabled = off
                                pekko.cluster.sharding.retry-interval = 200ms
                                pekko.coordinated-shutdown.exit-jvm = off
                                pekko.actor.testkit.typed.system-shutdown-default = 60s
                                pekko.loglevel = WARNING
                                """))
                        .withFallback(ConfigFactory.load()));
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return new Node(database, kit);
    }

    public Database database() {
        return database;
    }

    public ActorSystem<?> system() {
        return kit.system();
    }

    /** Persists the events at once and waits for the acknowledgement. */
    public void write(String persistenceId, CborSerializable... events) {
        waitFor(writing(persistenceId, events));
    }

    public CompletionStage<Done> writing(String persistenceId, CborSerializable... events) {
        return AskPattern.<Journalist.Command, Done>ask(
                journalist(persistenceId),
                replyTo -> new Journalist.Write(List.of(events), replyTo),
                PATIENCE,
                kit.scheduler());
    }

    /** The events that the entity holds; a new entity recovers them. */
    public List<CborSerializable> recall(String persistenceId) {
        return waitFor(AskPattern.<Journalist.Command, List<CborSerializable>>ask(
                journalist(persistenceId), Journalist.Recall::new, PATIENCE, kit.scheduler()));
    }

    /** Stops the entity, so that its next use recovers it. */
    public void forget(String persistenceId) {
        ActorRef<Journalist.Command> journalist = journalist(persistenceId);
        journalists.remove(persistenceId);
        waitFor(AskPattern.<Journalist.Command, Done>ask(journalist, Journalist.Stop::new, PATIENCE, kit.scheduler()));
        kit.createTestProbe().expectTerminated(journalist);
    }

    private ActorRef<Journalist.Command> journalist(String persistenceId) {
        return journalists.computeIfAbsent(persistenceId, id -> kit.spawn(new Journalist(id)));
    }

    public static <T> T waitFor(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        database.close();
    }
}
