/** Job logs: their text, the addresses that stand for them for a minute, and the store behind these. */
@NullMarked
package io.octopool.sim.logs;

import org.jspecify.annotations.NullMarked;
