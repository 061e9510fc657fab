package io.octopool.pool.audit;

import io.octopool.pool.CborSerializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Takes every audit record of this node and has them journalled in batches, one batch under way at a time.
 *
 * <p>A batch leaves the buffer only when a slice confirmed it; while the database is away the buffer tries again with
 * backoff. The buffer is bounded in records and bytes; beyond the bound the oldest records go, counted. A batch that was
 * journalled but not confirmed is sent again: readers of the journal ignore a request id they know.
 */
public final class AuditBuffer extends AbstractBehavior<AuditBuffer.Command> {

    /** The most a buffer holds and a batch carries. */
    public record Bounds(int records, long bytes, int batch, Duration maxDelay) {
        public static final Bounds STANDARD = new Bounds(50_000, 64L << 20, 500, Duration.ofMillis(50));
    }

    public sealed interface Command {}

    /** Takes one record; never refused, never answered. */
    public record Add(AuditRecord record) implements Command, NoSerializationVerificationNeeded {}

    public record GetStatus(ActorRef<Status> replyTo) implements Command, CborSerializable {}

    /** Asks to be told when everything taken so far has been journalled. */
    public record Drain(ActorRef<Drained> replyTo) implements Command, CborSerializable {}

    /**
     * How the buffer fares.
     *
     * @param waiting records not yet confirmed
     * @param dropped records lost because the buffer was full, since the node started
     * @param failing whether the last attempt to journal failed
     */
    public record Status(int waiting, long dropped, boolean failing) implements CborSerializable {}

    public record Drained() implements CborSerializable {}

    private record Flush() implements Command, NoSerializationVerificationNeeded {}

    private record Journalled() implements Command, NoSerializationVerificationNeeded {}

    private record Failed(Throwable cause) implements Command, NoSerializationVerificationNeeded {}

    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    /** Heap that a record takes beside its strings. */
    private static final int RECORD_OVERHEAD_BYTES = 200;

    private final TimerScheduler<Command> timers;
    private final Bounds bounds;
    private final Function<List<AuditRecord>, CompletionStage<?>> journal;
    private final Deque<AuditRecord> waiting = new ArrayDeque<>();
    private final List<ActorRef<Drained>> drains = new ArrayList<>();
    private List<AuditRecord> underWay = List.of();
    private long waitingBytes;
    private long dropped;
    private Duration retry = FIRST_RETRY;
    private boolean failing;

    /** A buffer that sends its batches to the slices of the audit trail, in turn. */
    public static Behavior<Command> create(ActorSystem<?> system, Duration persistTimeout) {
        ClusterSharding sharding = ClusterSharding.get(system);
        int[] next = {0};
        return create(Bounds.STANDARD, records -> {
            next[0] = (next[0] + 1) % AuditTrail.SLICES;
            return sharding.entityRefFor(AuditTrail.KEY, Integer.toString(next[0]))
                    .<AuditTrail.Appended>ask(replyTo -> new AuditTrail.Append(records, replyTo), persistTimeout);
        });
    }

    /** The journal: persists a batch; its stage fails when it could not. */
    static Behavior<Command> create(Bounds bounds, Function<List<AuditRecord>, CompletionStage<?>> journal) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new AuditBuffer(context, timers, bounds, journal)));
    }

    private AuditBuffer(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Bounds bounds,
            Function<List<AuditRecord>, CompletionStage<?>> journal) {
        super(context);
        this.timers = timers;
        this.bounds = bounds;
        this.journal = journal;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Add.class, this::onAdd)
                .onMessage(Flush.class, _ -> onFlush())
                .onMessage(Journalled.class, _ -> onJournalled())
                .onMessage(Failed.class, this::onFailed)
                .onMessage(GetStatus.class, this::onGetStatus)
                .onMessage(Drain.class, this::onDrain)
                .build();
    }

    private Behavior<Command> onAdd(Add add) {
        waiting.addLast(add.record());
        waitingBytes += size(add.record());
        while (waiting.size() + underWay.size() > bounds.records() || waitingBytes > bounds.bytes()) {
            waitingBytes -= size(waiting.removeFirst());
            dropped++;
        }
        if (!failing && waiting.size() >= bounds.batch()) {
            return onFlush();
        }
        if (!timers.isTimerActive(Flush.class)) {
            timers.startSingleTimer(Flush.class, new Flush(), bounds.maxDelay());
        }
        return this;
    }

    private Behavior<Command> onFlush() {
        if (!underWay.isEmpty() || waiting.isEmpty()) {
            return this;
        }
        timers.cancel(Flush.class);
        List<AuditRecord> batch = new ArrayList<>(Math.min(bounds.batch(), waiting.size()));
        while (batch.size() < bounds.batch() && !waiting.isEmpty()) {
            AuditRecord record = waiting.removeFirst();
            waitingBytes -= size(record);
            batch.add(record);
        }
        return send(batch);
    }

    private Behavior<Command> send(List<AuditRecord> batch) {
        underWay = batch;
        getContext()
                .pipeToSelf(
                        journal.apply(batch), (_, failure) -> failure == null ? new Journalled() : new Failed(failure));
        return this;
    }

    private Behavior<Command> onJournalled() {
        underWay = List.of();
        failing = false;
        retry = FIRST_RETRY;
        if (waiting.isEmpty()) {
            drains.forEach(drain -> drain.tell(new Drained()));
            drains.clear();
            return this;
        }
        return onFlush();
    }

    private Behavior<Command> onFailed(Failed failed) {
        if (!failing) {
            getContext()
                    .getLog()
                    .warn(
                            "audit records wait: the journal did not take them ({})",
                            failed.cause().toString());
        }
        failing = true;
        underWay.reversed().forEach(record -> {
            waiting.addFirst(record);
            waitingBytes += size(record);
        });
        underWay = List.of();
        timers.startSingleTimer(Flush.class, new Flush(), retry);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
        return this;
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        get.replyTo().tell(new Status(waiting.size() + underWay.size(), dropped, failing));
        return this;
    }

    private Behavior<Command> onDrain(Drain drain) {
        if (waiting.isEmpty() && underWay.isEmpty()) {
            drain.replyTo().tell(new Drained());
            return this;
        }
        drains.add(drain.replyTo());
        return onFlush();
    }

    private static long size(AuditRecord record) {
        return RECORD_OVERHEAD_BYTES
                + 2L
                        * (record.routeKey().length()
                                + record.clientName().length()
                                + record.poolId().length());
    }
}
