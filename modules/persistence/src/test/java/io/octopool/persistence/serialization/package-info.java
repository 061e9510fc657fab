/** The stored format of events, held by golden files. */
@NullMarked
package io.octopool.persistence.serialization;

import org.jspecify.annotations.NullMarked;
