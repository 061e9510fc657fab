/** The durable half of entities of which only the latest fact counts. */
@NullMarked
package io.octopool.pool.journal;

import org.jspecify.annotations.NullMarked;
