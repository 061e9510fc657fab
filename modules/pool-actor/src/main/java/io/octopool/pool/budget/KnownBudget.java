package io.octopool.pool.budget;

/**
 * A budget whose window has not ended: as GitHub said, less what was spent since without an answer, or as is assumed.
 *
 * @param owner whose it is, such as {@code user:42}
 * @param resource GitHub's name of it, such as {@code core}
 */
public record KnownBudget(String owner, String resource, Budget budget) {}
