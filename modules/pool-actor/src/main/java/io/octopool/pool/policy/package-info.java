/** What a pool allows its callers to read. */
@NullMarked
package io.octopool.pool.policy;

import org.jspecify.annotations.NullMarked;
