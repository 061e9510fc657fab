/** Recorded answers, given before the world's own. */
@NullMarked
package io.octopool.sim.replay;

import org.jspecify.annotations.NullMarked;
