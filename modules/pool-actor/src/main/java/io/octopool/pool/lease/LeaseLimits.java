package io.octopool.pool.lease;

/**
 * How hard one budget owner may be used (github-rules B2).
 *
 * @param callsPerOwner calls in flight at once
 * @param pointsPerMinute calls by the minute that GitHub allows, 0 for no limit; 5 % less are made
 */
public record LeaseLimits(int callsPerOwner, int pointsPerMinute) {}
