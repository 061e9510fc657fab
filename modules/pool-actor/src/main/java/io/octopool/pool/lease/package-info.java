/** Which identity calls GitHub: the {@code Pool} entity, its identities, leases and cooldowns. */
@NullMarked
package io.octopool.pool.lease;

import org.jspecify.annotations.NullMarked;
