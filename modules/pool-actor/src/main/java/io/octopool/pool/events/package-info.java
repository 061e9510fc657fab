/** What the journal holds. Class and component names are the stored format: a golden file per event guards them. */
@NullMarked
package io.octopool.pool.events;

import org.jspecify.annotations.NullMarked;
