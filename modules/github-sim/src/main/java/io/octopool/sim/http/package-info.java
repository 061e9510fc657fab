/** The transport: requests, replies and the listener that carries them. */
@NullMarked
package io.octopool.sim.http;

import org.jspecify.annotations.NullMarked;
