/** Logs of Actions jobs, which are too large for the journal: the {@code JobLog} entity and the store of its rows. */
@NullMarked
package io.octopool.pool.logs;

import org.jspecify.annotations.NullMarked;
