/** Journal and serialization setup, projections, read-side queries, sweeper, schema migration. */
@NullMarked
package io.octopool.persistence;

import org.jspecify.annotations.NullMarked;
