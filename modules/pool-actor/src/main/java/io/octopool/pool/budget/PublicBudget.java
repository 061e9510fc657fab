package io.octopool.pool.budget;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * What the public reader may still spend (design, "Public reader"). Entity ids are {@code app:<client id>} or
 * {@code ip:<node>}.
 */
public final class PublicBudget {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "PublicBudget");

    public sealed interface Command {}

    /**
     * Asks for leave to make one call.
     *
     * @param resource the budget that the call is expected to spend
     * @param remaining how long the reservation may last
     */
    public record Reserve(String resource, Duration remaining, ActorRef<ReserveReply> replyTo)
            implements Command, CborSerializable {}

    /** Ends a reservation with what became of the call. */
    public record RecordResult(long reservationId, CallResult result) implements Command, CborSerializable {}

    public sealed interface ReserveReply extends CborSerializable {
        record Granted(long reservationId) implements ReserveReply {}

        /** The until: when a call may be made again, null when unknown. */
        record Exhausted(@Nullable Instant until) implements ReserveReply {}
    }

    private PublicBudget() {}
}
