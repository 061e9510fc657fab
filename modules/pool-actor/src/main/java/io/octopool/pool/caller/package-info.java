/** People and their client tokens: the {@code Caller} entity. */
@NullMarked
package io.octopool.pool.caller;

import org.jspecify.annotations.NullMarked;
