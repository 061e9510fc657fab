/** Gives up what nobody needs any longer: expired and hidden answers, logs, audit rows, sums, proofs and sessions. */
@NullMarked
package io.octopool.persistence.janitor;

import org.jspecify.annotations.NullMarked;
