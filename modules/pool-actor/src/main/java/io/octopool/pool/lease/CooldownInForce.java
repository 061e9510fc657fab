package io.octopool.pool.lease;

import java.time.Instant;

/** A rest in force; scope and reason as in {@link Cooldown}, or {@value #EXHAUSTED}. */
public record CooldownInForce(String identityId, String scope, String reason, Instant end) {

    /** The reason where nothing is left of the owner's budget until its window ends. */
    public static final String EXHAUSTED = "exhausted";
}
