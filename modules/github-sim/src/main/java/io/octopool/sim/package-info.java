/** A GitHub that runs on this machine. It depends on nothing of the product, so that shared mistakes cannot hide. */
@NullMarked
package io.octopool.sim;

import org.jspecify.annotations.NullMarked;
