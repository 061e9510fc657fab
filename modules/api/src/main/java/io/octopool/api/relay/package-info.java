/** The relay: one GitHub read from the request's JSON to the envelope. */
@NullMarked
package io.octopool.api.relay;

import org.jspecify.annotations.NullMarked;
