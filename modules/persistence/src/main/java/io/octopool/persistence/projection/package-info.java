/** Keeps the read tables in step with the journal. */
@NullMarked
package io.octopool.persistence.projection;

import org.jspecify.annotations.NullMarked;
