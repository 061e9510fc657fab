package io.octopool.pool.lease;

/** Why an identity was chosen (server spec 5.1, {@code relay.lease_reason}). */
public enum LeaseReason {
    /** It served the same route key moments ago. */
    STICKY("sticky"),
    /** It had the most usable headroom. */
    HIGHEST_REMAINING("highest_remaining");

    private final String wireName;

    LeaseReason(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
