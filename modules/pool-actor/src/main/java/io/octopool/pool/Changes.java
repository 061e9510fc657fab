package io.octopool.pool;

import io.octopool.pool.budget.OwnerCall;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Word from the entities to every node that something it may remember is no longer so. It ends memories early; nothing
 * depends on its arrival, since every memory ends by itself, and GitHub says with each answer what is left of a budget.
 */
public final class Changes implements Consumer<Changes.Change> {

    public sealed interface Change extends CborSerializable {}

    /** Tokens, grants or status of a caller. The id is that of its {@code Caller} entity. */
    public record CallerChanged(String callerEntityId) implements Change {}

    /** Policy or identities of a pool. */
    public record PoolChanged(String pool) implements Change {}

    /** A repository became public, or ceased to be. The key is that of its {@code RepoVisibility} entity. */
    public record VisibilityFlipped(String repoKey, boolean isPublic) implements Change {}

    /** A call was made at a budget owner's expense. The by: the entity that allowed it, which knows of it. */
    public record OwnerCalled(String by, OwnerCall call) implements Change {}

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

    /**
     * Lets an entity hear of calls that were allowed elsewhere.
     *
     * @param self the entity as it names itself in {@link OwnerCalled#by}
     * @param subscribe {@link #subscribe(ActorRef)} of the node's changes
     * @param command what the entity is sent for a call
     */
    public static <C> void hearOfCalls(
            ActorContext<C> context,
            String self,
            Consumer<ActorRef<Change>> subscribe,
            Function<OwnerCall, C> command) {
        ActorRef<C> entity = context.getSelf();
        subscribe.accept(context.spawn(
                Behaviors.<Change>receiveMessage(change -> {
                    if (change instanceof OwnerCalled(String by, OwnerCall call) && !by.equals(self)) {
                        entity.tell(command.apply(call));
                    }
                    return Behaviors.same();
                }),
                "calls-elsewhere"));
    }

    /** Tells the subscriber of every change on any node, until it stops. */
    public void subscribe(ActorRef<Change> subscriber) {
        topic.tell(Topic.subscribe(subscriber));
    }
}
