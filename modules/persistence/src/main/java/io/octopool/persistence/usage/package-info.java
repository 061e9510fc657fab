/** How much a pool, its callers and their clients used (server spec 11.3): sums by hour, and the questions to them. */
@NullMarked
package io.octopool.persistence.usage;

import org.jspecify.annotations.NullMarked;
