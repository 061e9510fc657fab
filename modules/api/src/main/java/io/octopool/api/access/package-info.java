/** Who calls: bearer tokens, callers, and what the front end remembers of them for a moment. */
@NullMarked
package io.octopool.api.access;

import org.jspecify.annotations.NullMarked;
