/** The small world the simulator shows: accounts, repositories and how they move. */
@NullMarked
package io.octopool.sim.world;

import org.jspecify.annotations.NullMarked;
