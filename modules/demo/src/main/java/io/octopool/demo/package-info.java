/** The newcomer's story: simulator and server in one JVM. Nothing depends on it. */
@NullMarked
package io.octopool.demo;

import org.jspecify.annotations.NullMarked;
