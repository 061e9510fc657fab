/** The writer of audit records: a buffer per node and the {@code AuditTrail} entity. */
@NullMarked
package io.octopool.pool.audit;

import org.jspecify.annotations.NullMarked;
