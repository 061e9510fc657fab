/** The control API under /_sim/. */
@NullMarked
package io.octopool.sim.control;

import org.jspecify.annotations.NullMarked;
