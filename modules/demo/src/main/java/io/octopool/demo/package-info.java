/** The newcomer's story: simulator and server in one process. */
@NullMarked
package io.octopool.demo;

import org.jspecify.annotations.NullMarked;
