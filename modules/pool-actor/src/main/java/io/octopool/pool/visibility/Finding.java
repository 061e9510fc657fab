package io.octopool.pool.visibility;

import org.jspecify.annotations.Nullable;

/**
 * What a probe brought.
 *
 * @param etag the validator that the first of those who ask earned with this probe, null if it earned none
 */
record Finding(ProbeVerdict verdict, @Nullable String etag) {}
