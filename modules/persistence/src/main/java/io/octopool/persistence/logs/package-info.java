/** Logs of completed Actions jobs as rows of the database. */
@NullMarked
package io.octopool.persistence.logs;

import org.jspecify.annotations.NullMarked;
