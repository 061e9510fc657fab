/** What the simulator saw: counters of API calls. */
@NullMarked
package io.octopool.sim.calls;

import org.jspecify.annotations.NullMarked;
