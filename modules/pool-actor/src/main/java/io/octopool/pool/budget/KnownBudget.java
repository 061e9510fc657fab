package io.octopool.pool.budget;

/**
 * A budget that GitHub spoke of.
 *
 * @param owner whose it is, such as {@code user:42}
 * @param resource GitHub's name of it, such as {@code core}
 */
public record KnownBudget(String owner, String resource, Budget budget) {}
