/** What GitHub lets each budget owner spend, and what is spoken for. */
@NullMarked
package io.octopool.pool.budget;

import org.jspecify.annotations.NullMarked;
