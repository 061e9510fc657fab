/** GitHub's JSON for the things of the world. */
@NullMarked
package io.octopool.sim.view;

import org.jspecify.annotations.NullMarked;
