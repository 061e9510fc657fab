package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;

/** What an administrator may want of a pool. Each is decided by {@link PoolChanges}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
    @JsonSubTypes.Type(value = PoolChange.Create.class, name = "create"),
    @JsonSubTypes.Type(value = PoolChange.AmendPolicy.class, name = "amend_policy"),
    @JsonSubTypes.Type(value = PoolChange.SwitchOff.class, name = "switch_off"),
    @JsonSubTypes.Type(value = PoolChange.SwitchOn.class, name = "switch_on"),
    @JsonSubTypes.Type(value = PoolChange.Register.class, name = "register"),
    @JsonSubTypes.Type(value = PoolChange.Disable.class, name = "disable"),
    @JsonSubTypes.Type(value = PoolChange.Enable.class, name = "enable"),
    @JsonSubTypes.Type(value = PoolChange.Remove.class, name = "remove"),
})
public sealed interface PoolChange {

    /** Creates the pool with this policy; one that exists stays as it is. */
    record Create(Policy policy) implements PoolChange {}

    /**
     * Changes what is named of the policy, whatever it is by then.
     *
     * @param policyIfNew what is changed if this creates the pool
     */
    record AmendPolicy(Policy policyIfNew, PolicyAmendment amendment) implements PoolChange {}

    /** Refuses every read through the pool. */
    record SwitchOff() implements PoolChange {}

    record SwitchOn() implements PoolChange {}

    /**
     * Adds an identity, or replaces the one with its id and all its scopes.
     *
     * @param policyIfNew the policy of the pool if this creates it
     */
    record Register(Policy policyIfNew, Identity identity) implements PoolChange {}

    record Disable(String identityId) implements PoolChange {}

    /** Puts an identity back to work, with what GitHub held against its credential forgotten. */
    record Enable(String identityId) implements PoolChange {}

    record Remove(String identityId) implements PoolChange {}
}
