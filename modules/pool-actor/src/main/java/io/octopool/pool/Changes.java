package io.octopool.pool;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Word from the entities to every node that something it may remember is no longer so. It ends memories early; nothing
 * depends on its arrival, since every memory ends by itself.
 */
public final class Changes implements Consumer<Changes.Change> {

    public sealed interface Change extends CborSerializable {}

    /** Tokens, grants or status of a caller. The id is that of its {@code Caller} entity. */
    public record CallerChanged(String callerEntityId) implements Change {}

    /** Policy or identities of a pool. */
    public record PoolChanged(String pool) implements Change {}

    /** A repository became public, or ceased to be. The key is that of its {@code RepoVisibility} entity. */
    public record VisibilityFlipped(String repoKey, boolean isPublic) implements Change {}

    private final ActorRef<Topic.Command<Change>> topic;

    private Changes(ActorRef<Topic.Command<Change>> topic) {
        this.topic = topic;
    }

    /** Joins the cluster-wide topic. Call once per node. */
    public static Changes join(ActorSystem<?> system) {
        Behavior<Topic.Command<Change>> behavior = Topic.create(Change.class, "octopool-changes");
        return new Changes(system.systemActorOf(behavior, "octopool-changes", Props.empty()));
    }

    @Override
    public void accept(Change change) {
        topic.tell(Topic.publish(change));
    }

    /** Hears of every change on any node, one at a time. */
    public void subscribe(ActorSystem<?> system, Consumer<Change> listener) {
        ActorRef<Change> subscriber = system.systemActorOf(
                Behaviors.receiveMessage((Change change) -> {
                    listener.accept(change);
                    return Behaviors.same();
                }),
                "octopool-changes-listener",
                Props.empty());
        topic.tell(Topic.subscribe(subscriber));
    }
}
