/** Pools as administrators see and change them. */
@NullMarked
package io.octopool.api.admin.pools;

import org.jspecify.annotations.NullMarked;
