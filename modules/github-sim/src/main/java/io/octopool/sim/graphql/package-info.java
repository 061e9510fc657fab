/** The membership questions answered by POST /graphql. */
@NullMarked
package io.octopool.sim.graphql;

import org.jspecify.annotations.NullMarked;
