/** Deletes journal rows that nobody will read again. */
@NullMarked
package io.octopool.persistence.sweep;

import org.jspecify.annotations.NullMarked;
