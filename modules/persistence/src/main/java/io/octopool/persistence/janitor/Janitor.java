package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import io.octopool.pool.Changes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Keeps the tables small: one in the cluster. It does one batch of one chore at a time, on the database's threads; between
 * rounds it rests. Word of a repository that flipped comes before everything else.
 */
public final class Janitor {

    /** Word that cannot be kept is not lost: each round looks for repositories that are not public. */
    private static final int MAX_FLIPS = 1_000;

    private sealed interface Command extends NoSerializationVerificationNeeded {}

    private enum Busy {
        NO,
        WITH_FLIP,
        WITH_ROUND
    }

    private enum Wake implements Command {
        UP
    }

    private record Heard(Changes.Change change) implements Command {}

    private record BatchDone(boolean more) implements Command {}

    private record BatchFailed(String chore, Throwable cause) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Chores work;
    private final List<Chore> chores;
    private final JanitorSettings settings;
    private final InstantSource clock;
    private final Deque<Chore> flips = new ArrayDeque<>();
    private Agenda agenda;
    private boolean resting = true;
    private Busy busy = Busy.NO;

    private Janitor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Chores work,
            JanitorSettings settings,
            InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.work = work;
        this.chores = work.all();
        this.settings = settings;
        this.clock = clock;
        this.agenda = Agenda.of(chores.size(), clock.instant());
    }

    /**
     * Starts it on one node of the cluster; call it once on each node, after the entities.
     *
     * @param changes on which the entities tell of repositories that flip
     */
    public static void init(
            ActorSystem<?> system, Database database, Changes changes, JanitorSettings settings, InstantSource clock) {
        Chores work = new Chores(system, database, Holders.in(system), settings);
        Residents.start(system);
        Behavior<Command> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            changes.subscribe(context.messageAdapter(Changes.Change.class, Heard::new));
            return new Janitor(context, timers, work, settings, clock).rest();
        }));
        ClusterSingleton.get(system).init(SingletonActor.of(behavior, "janitor"));
    }

    private Behavior<Command> rest() {
        resting = true;
        timers.startSingleTimer(Wake.UP, settings.interval());
        return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Wake _ -> {
                resting = false;
                agenda = agenda.nextRound(clock.instant().plus(settings.roundBudget()));
                yield busy == Busy.NO ? next() : Behaviors.same();
            }
            case Heard(Changes.Change change) -> onChange(change);
            case BatchDone(boolean more) -> onDone(more);
            case BatchFailed failed -> onFailure(failed);
        };
    }

    private Behavior<Command> onChange(Changes.Change change) {
        if (change instanceof Changes.VisibilityFlipped flipped && flips.size() < MAX_FLIPS) {
            flips.add(work.flipped(flipped.repoKey(), flipped.isPublic(), clock.instant()));
            return busy == Busy.NO ? next() : Behaviors.same();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onDone(boolean more) {
        if (busy == Busy.WITH_ROUND) {
            agenda = agenda.after(more);
        } else if (!more) {
            flips.poll();
        }
        return next();
    }

    private Behavior<Command> onFailure(BatchFailed failed) {
        context.getLog().warn("Upkeep failed: {}; more in {}", failed.chore(), settings.interval(), failed.cause());
        if (busy == Busy.WITH_ROUND) {
            agenda = agenda.afterFailure();
        } else {
            flips.poll();
        }
        return next();
    }

    private Behavior<Command> next() {
        Instant now = clock.instant();
        Chore flip = flips.peek();
        if (flip != null) {
            return work(flip, Busy.WITH_FLIP, now);
        }
        if (!resting && !agenda.isOver(now)) {
            return work(chores.get(agenda.position()), Busy.WITH_ROUND, now);
        }
        busy = Busy.NO;
        return resting ? Behaviors.same() : rest();
    }

    private Behavior<Command> work(Chore chore, Busy with, Instant now) {
        busy = with;
        context.pipeToSelf(
                chore.batch(now),
                (more, failure) -> failure == null ? new BatchDone(more) : new BatchFailed(chore.name(), failure));
        return Behaviors.same();
    }
}
