/** The HTTP front end of Octopool, which composes everything. */
@NullMarked
package io.octopool.api;

import org.jspecify.annotations.NullMarked;
