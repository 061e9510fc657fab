/** The fetch ladder: how an answer that is not in the cache is obtained from GitHub. */
@NullMarked
package io.octopool.pool.fetch;

import org.jspecify.annotations.NullMarked;
