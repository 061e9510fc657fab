/** The control API under /_sim/ and the settings behind it. */
@NullMarked
package io.octopool.sim.control;

import org.jspecify.annotations.NullMarked;
