/** What the control API can set: limits, latency, failures and the clock. */
@NullMarked
package io.octopool.sim.settings;

import org.jspecify.annotations.NullMarked;
