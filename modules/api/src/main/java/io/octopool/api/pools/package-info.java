/** What callers may ask about their pool. */
@NullMarked
package io.octopool.api.pools;

import org.jspecify.annotations.NullMarked;
