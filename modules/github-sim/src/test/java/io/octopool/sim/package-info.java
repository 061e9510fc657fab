/** The simulator as its clients see it, over real connections. */
@NullMarked
package io.octopool.sim;

import org.jspecify.annotations.NullMarked;
