package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.audit.AuditRecord;
import java.util.List;

/** What an audit slice journals. */
public sealed interface AuditTrailEvent extends CborSerializable {

    /** The tag under which the projection reads these events. */
    String TAG = "audit-trail";

    record RecordsAppended(List<AuditRecord> records) implements AuditTrailEvent {
        public RecordsAppended {
            records = List.copyOf(records);
        }
    }
}
