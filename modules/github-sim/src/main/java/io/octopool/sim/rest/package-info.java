/** The simulated API: routes, answers, conditional requests. */
@NullMarked
package io.octopool.sim.rest;

import org.jspecify.annotations.NullMarked;
