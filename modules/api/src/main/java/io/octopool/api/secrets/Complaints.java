package io.octopool.api.secrets;

import io.octopool.pool.lease.CooldownRules;
import io.octopool.pool.lease.Identity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why identities cannot be used, once for each rest that follows: the calls that were under way together, and
 * checks, all meet the same reason. Identities and secrets are named; nothing of what is in a secret is said. Safe for use by
 * many threads.
 */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

    /** Beyond it, the memory starts anew. */
    private static final int CAPACITY = 1_000;

    private record Complaint(String identityId, String why) {}

    private final InstantSource clock;
    private final Map<Complaint, Instant> madeAt = new HashMap<>();

    Complaints(InstantSource clock) {
        this.clock = clock;
    }

    /** The why: goes on "Identity x cannot be used: ". */
    void cannotBeUsed(Identity identity, String why) {
        if (isNew(new Complaint(identity.id(), why))) {
            LOG.warn("Identity {} cannot be used: {}", identity.id(), why);
        }
    }

    private synchronized boolean isNew(Complaint complaint) {
        Instant now = clock.instant();
        Instant before = madeAt.get(complaint);
        if (before != null && now.isBefore(before.plus(CooldownRules.ORDINARY))) {
            return false;
        }
        if (madeAt.size() >= CAPACITY) {
            madeAt.clear();
        }
        madeAt.put(complaint, now);
        return true;
    }
}
