/** What Pekko needs to keep and read the journal in the database. */
@NullMarked
package io.octopool.persistence.journal;

import org.jspecify.annotations.NullMarked;
