/** Talking to GitHub: the port, its HTTP adapter, and what answers carry. */
@NullMarked
package io.octopool.github.client;

import org.jspecify.annotations.NullMarked;
