/** Budgets per owner and resource, and the headers and refusals that tell of them. */
@NullMarked
package io.octopool.sim.quota;

import org.jspecify.annotations.NullMarked;
