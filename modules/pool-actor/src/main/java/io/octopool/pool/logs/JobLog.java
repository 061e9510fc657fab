package io.octopool.pool.logs;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.cache.Alarm;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * The log of one job of one pool: who may fetch it now. The log itself is in the {@link LogStore}; the entity keeps nothing but
 * what failed a moment ago.
 *
 * <p>Invariants: at most one errand is under way, its write included, and everyone whom its result suits waits for it. Whom
 * it does not suit waits for the next one, which is started once for all of them. Everyone is answered within their own time,
 * and an errand is cancelled when the last of those who wait for it goes. Those who wait are answered first, the write follows; a
 * failed write is logged and never shown.
 */
public final class JobLog extends AbstractBehavior<JobLog.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "JobLog");

    /** Longer than any refusal is remembered. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(70);

    private static final int MAX_IN_MEMORY = 2_000;
    private static final int MAX_WAITING = 10_000;

    private static final ReadReply TOO_LATE =
            Landing.refused(Reason.GITHUB_TIMEOUT).reply();

    public sealed interface Command {}

    /** Asks for the log. */
    public record Read(ReadQuery query, ActorRef<ReadReply> replyTo) implements Command, CborSerializable {}

    /** Asks what would become of a read, without reading. */
    public record Peek(ReadQuery query, ActorRef<PeekedLog> replyTo) implements Command, CborSerializable {}

    /** The reader of that request waits no longer; a download that nobody waits for is cancelled. */
    public record Leave(String requestId) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    private record Landed(Flight flight, Landing landing) implements Command, NoSerializationVerificationNeeded {}

    /** Someone may have waited for long enough. */
    private record Ring() implements Command, NoSerializationVerificationNeeded {}

    private record Written(Flight flight) implements Command, NoSerializationVerificationNeeded {}

    /** Someone who asked, and until when an answer is of use to them. */
    private record Reader(Read read, Instant deadline) {

        ReadQuery query() {
            return read.query();
        }

        boolean gaveUpBy(Instant now) {
            return !now.isBefore(deadline);
        }

        void answer(ReadReply reply) {
            read.replyTo().tell(reply);
        }
    }

    /** The errand under way; those who wait are none once they have been answered. */
    private static final class Flight {

        private final LogErrand errand;
        private final Instant startedAt;
        private final @Nullable Duration maxAge;
        private final List<Reader> waiting;
        private boolean answered;

        Flight(LogErrand errand, Instant startedAt, @Nullable Duration maxAge, List<Reader> waiting) {
            this.errand = errand;
            this.startedAt = startedAt;
            this.maxAge = maxAge;
            this.waiting = new ArrayList<>(waiting);
        }

        /** Whether its result will be recent enough for the reader. */
        boolean suits(ReadQuery query, Instant now) {
            Duration wanted = query.maxAge();
            boolean recent = wanted == null
                    || (maxAge != null && maxAge.compareTo(wanted) <= 0 && !startedAt.isBefore(now.minus(wanted)));
            return !answered && recent;
        }
    }

    private record Remembered(ReadReply refusal, Instant until) {}

    private final String key;
    private final LogErrand.Surroundings surroundings;
    private final InstantSource clock;
    private final Alarm<Command> alarm;
    private final List<Reader> next = new ArrayList<>();
    private @Nullable Flight flight;
    private @Nullable Remembered remembered;
    private @Nullable Absence absence;
    private boolean stopping;

    /** Starts sharding of job logs on this node. Entity ids are {@link CanonicalRequest#cacheKey}s. */
    public static void init(
            ActorSystem<?> system, LogFetch fetch, LogStore store, FetchPorts ports, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterShardingSettings.PassivationStrategySettings leastRecentlyUsed = sharding.passivationStrategySettings()
                .withIdleEntityPassivation(LONGEST_IDLE)
                .withActiveEntityLimit(MAX_IN_MEMORY)
                .withLeastRecentlyUsedReplacement();
        ClusterSharding.get(system)
                .init(Entity.of(KEY, entity -> create(entity.getEntityId(), fetch, store, ports, clock))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    static Behavior<Command> create(String key, LogFetch fetch, LogStore store, FetchPorts ports, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new JobLog(
                context,
                new Alarm<>(timers, new Ring()),
                key,
                new LogErrand.Surroundings(fetch, store, ports, clock),
                clock)));
    }

    private JobLog(
            ActorContext<Command> context,
            Alarm<Command> alarm,
            String key,
            LogErrand.Surroundings surroundings,
            InstantSource clock) {
        super(context);
        this.alarm = alarm;
        this.key = key;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Read.class, this::onRead)
                .onMessage(Peek.class, this::onPeek)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Landed.class, this::onLanded)
                .onMessage(Written.class, written -> onWritten(written.flight()))
                .onMessage(Ring.class, _ -> onRing())
                .onMessage(Stop.class, _ -> onStop())
                .build();
    }

    private Behavior<Command> onRead(Read read) {
        Instant now = clock.instant();
        Remembered refused = remembered;
        if (refused != null && now.isBefore(refused.until())) {
            read.replyTo().tell(refused.refusal());
            return this;
        }
        Reader reader = new Reader(read, now.plus(read.query().remaining()));
        if (reader.gaveUpBy(now)) {
            reader.answer(TOO_LATE);
        } else if (waiting() >= MAX_WAITING) {
            reader.answer(Landing.refused(Reason.RELAY_OVERLOADED).reply());
        } else {
            board(reader, now);
            alarm.setBy(reader.deadline(), now);
        }
        return this;
    }

    private void board(Reader reader, Instant now) {
        Flight current = flight;
        if (current == null) {
            start(List.of(reader), now);
        } else if (current.suits(reader.query(), now)) {
            current.waiting.add(reader);
        } else {
            next.add(reader);
        }
    }

    private Behavior<Command> onPeek(Peek peek) {
        Instant now = clock.instant();
        boolean fetching = flight != null;
        Refusal refusal = remembered != null
                        && now.isBefore(remembered.until())
                        && remembered.refusal() instanceof ReadReply.Refused refused
                ? refused.refusal()
                : null;
        CompletionStage<?> _ = LogErrand.stored(surroundings.store(), key)
                .thenAccept(found -> peek.replyTo()
                        .tell(PeekedLog.of(
                                found.orElse(null),
                                peek.query().proof(),
                                peek.query().maxAge(),
                                refusal,
                                fetching,
                                now)));
        return this;
    }

    private int waiting() {
        return next.size() + (flight == null ? 0 : flight.waiting.size());
    }

    /** Starts the one errand for all of them. It gets as much time as the most patient reader has, who may yet join. */
    private void start(List<Reader> readers, Instant now) {
        ReadQuery leader = readers.getFirst().query();
        Duration maxAge = readers.stream()
                .map(reader -> reader.query().maxAge())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        LogErrand errand =
                new LogErrand(key, leader, maxAge, now, now.plus(ReadQuery.MOST_PATIENCE), absence, surroundings);
        Flight started = new Flight(errand, now, maxAge, readers);
        flight = started;
        getContext()
                .pipeToSelf(
                        errand.run(),
                        (landing, failure) -> new Landed(
                                started, failure == null ? landing : Landing.refused(Reason.RELAY_OVERLOADED)));
    }

    private Behavior<Command> onLanded(Landed landed) {
        Flight current = landed.flight();
        if (current != flight) {
            return this;
        }
        Landing landing = landed.landing();
        landing.standsFor()
                .ifPresent(time -> remembered =
                        new Remembered(landing.reply(), clock.instant().plus(time)));
        ReadReply reply = landing.reply();
        if (reply instanceof ReadReply.Filled filled) {
            absence = Absence.of(filled);
        }
        for (Reader reader : current.waiting) {
            reader.answer(reply);
            reply = landing.coalesced();
        }
        current.waiting.clear();
        current.answered = true;
        Supplier<CompletionStage<Void>> write = landing.write();
        if (write == null) {
            return onWritten(current);
        }
        getContext().pipeToSelf(write.get(), (_, _) -> new Written(current));
        return this;
    }

    private Behavior<Command> onWritten(Flight ended) {
        return ended == flight ? goOn() : this;
    }

    /** Starts the next errand for those whom the last one did not suit. */
    private Behavior<Command> goOn() {
        flight = null;
        Instant now = clock.instant();
        dismissLate(next, TOO_LATE, now);
        List<Reader> readers = List.copyOf(next);
        next.clear();
        if (!readers.isEmpty()) {
            start(readers, now);
        }
        setAlarm(now);
        return readers.isEmpty() && stopping ? Behaviors.stopped() : this;
    }

    /** Ends the wait of those whose time is over. */
    private Behavior<Command> onRing() {
        Instant now = clock.instant();
        Flight current = flight;
        if (current != null) {
            dismissLate(current.waiting, current.errand.whenTooLate(), now);
        }
        dismissLate(next, TOO_LATE, now);
        setAlarm(now);
        return giveUpIfAbandoned();
    }

    private void setAlarm(Instant now) {
        alarm.off();
        Stream.concat(flight == null ? Stream.empty() : flight.waiting.stream(), next.stream())
                .map(Reader::deadline)
                .min(Comparator.naturalOrder())
                .ifPresent(first -> alarm.setBy(first, now));
    }

    private static void dismissLate(List<Reader> readers, ReadReply reply, Instant now) {
        readers.stream().filter(reader -> reader.gaveUpBy(now)).forEach(reader -> reader.answer(reply));
        readers.removeIf(reader -> reader.gaveUpBy(now));
    }

    /** Cancels the errand that nobody waits for any more. */
    private Behavior<Command> giveUpIfAbandoned() {
        Flight current = flight;
        if (current == null || current.answered || !current.waiting.isEmpty()) {
            return this;
        }
        current.errand.cancel();
        return goOn();
    }

    private Behavior<Command> onLeave(Leave leave) {
        next.removeIf(reader -> reader.query().requestId().equals(leave.requestId()));
        Flight current = flight;
        if (current != null) {
            current.waiting.removeIf(reader -> reader.query().requestId().equals(leave.requestId()));
        }
        return giveUpIfAbandoned();
    }

    /** Asked to stop, it first answers those who wait. */
    private Behavior<Command> onStop() {
        stopping = true;
        return flight == null ? Behaviors.stopped() : this;
    }
}
