/** One GitHub answer, its freshness and who may fetch it: the {@code CachedRead} entity. */
@NullMarked
package io.octopool.pool.cache;

import org.jspecify.annotations.NullMarked;
