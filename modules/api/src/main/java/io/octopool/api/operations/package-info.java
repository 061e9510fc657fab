/** Probe, discovery, readiness. */
@NullMarked
package io.octopool.api.operations;

import org.jspecify.annotations.NullMarked;
