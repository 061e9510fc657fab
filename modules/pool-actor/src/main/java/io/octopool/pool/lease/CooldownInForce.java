package io.octopool.pool.lease;

import java.time.Instant;

/** A rest in force; scope and reason as in {@link Cooldown}. */
public record CooldownInForce(String identityId, String scope, String reason, Instant end) {}
