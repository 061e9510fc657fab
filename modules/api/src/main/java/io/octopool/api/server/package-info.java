/** Composition of one node, and main. */
@NullMarked
package io.octopool.api.server;

import org.jspecify.annotations.NullMarked;
