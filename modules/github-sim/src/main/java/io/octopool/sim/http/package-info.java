/** The simulated API: routes, answers, conditional requests, and the listener. */
@NullMarked
package io.octopool.sim.http;

import org.jspecify.annotations.NullMarked;
