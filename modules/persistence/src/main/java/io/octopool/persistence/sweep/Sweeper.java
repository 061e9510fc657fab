package io.octopool.persistence.sweep;

import io.octopool.persistence.database.Database;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** Keeps the journal small: one in the cluster, it takes a step at each interval, and the next at once while there is work. */
public final class Sweeper {

    private sealed interface Command {}

    private enum Wake implements Command {
        UP
    }

    private record Done(Swept swept) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Database database;
    private final Duration interval;

    private Sweeper(
            ActorContext<Command> context, TimerScheduler<Command> timers, Database database, Duration interval) {
        this.context = context;
        this.timers = timers;
        this.database = database;
        this.interval = interval;
    }

    /** Starts it on one node of the cluster; call it once on each node. */
    public static void init(ActorSystem<?> system, Database database, SweeperSettings settings) {
        Behavior<Command> behavior = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Sweeper(context, timers, database, settings.interval()).resting()));
        ClusterSingleton.get(system).init(SingletonActor.of(behavior, "sweeper"));
    }

    private Behavior<Command> resting() {
        timers.startSingleTimer(Wake.UP, interval);
        return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Wake _ -> step();
            case Done(Swept swept) -> swept.more() ? step() : resting();
            case Failed(Throwable cause) -> {
                context.getLog().warn("The journal could not be swept; next attempt in {}", interval, cause);
                yield resting();
            }
        };
    }

    private Behavior<Command> step() {
        context.pipeToSelf(
                database.run(connection -> SweepStep.run(connection, SweepStep.ROWS)),
                (swept, failure) -> failure == null ? new Done(swept) : new Failed(failure));
        return Behaviors.same();
    }
}
