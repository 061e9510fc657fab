/** The entities: Pool, CachedRead, RepoVisibility, Caller, AuditTrail. Pure decisions and thin actors. */
@NullMarked
package io.octopool.pool;

import org.jspecify.annotations.NullMarked;
