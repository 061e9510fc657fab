package io.octopool.pool.lease;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.policy.Policy;
import org.jspecify.annotations.Nullable;

/** What became of a {@link PoolChange}. */
public sealed interface ChangeReply extends CborSerializable {

    /**
     * It is so, and durable; of a dry run: it would be so.
     *
     * @param changed whether anything had to be written
     * @param created whether the pool came into being
     * @param policy the pool's policy afterwards
     * @param identity the identity afterwards, or as it was before its removal; null for changes of none
     * @param off who disabled the identity, null unless it is disabled afterwards
     */
    record Done(
            boolean changed,
            boolean created,
            Policy policy,
            @Nullable Identity identity,
            @Nullable Disabled off) implements ChangeReply {}

    record NoSuchPool() implements ChangeReply {}

    record NoSuchIdentity() implements ChangeReply {}

    /** The id belongs to an identity of another kind. */
    record KindConflict() implements ChangeReply {}

    /** The pool has as many identities as it may have. */
    record TooManyIdentities() implements ChangeReply {}
}
