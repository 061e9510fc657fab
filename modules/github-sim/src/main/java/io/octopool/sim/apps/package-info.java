/** The GitHub App that the simulator knows: its key, its assertions, its installations and their tokens. */
@NullMarked
package io.octopool.sim.apps;

import org.jspecify.annotations.NullMarked;
