/** Who asks: credentials the simulator knows and what each may see. */
@NullMarked
package io.octopool.sim.access;

import org.jspecify.annotations.NullMarked;
