package io.octopool.pool.lease;

/** What the lease desk would do with an identity if it were asked for one. */
public enum Verdict {
    /** It would be chosen: the caller prefers it. */
    PREFERRED,
    /** It would be chosen: it served the route key moments ago. */
    STICKY,
    /** It would be chosen: it has the most usable headroom, weighted. */
    HIGHEST_HEADROOM,
    /** It could serve, and another one would be chosen. */
    USABLE,
    /** It failed this read before. */
    EXCLUDED,
    /** It is not active. */
    DISABLED,
    /** Its scopes do not reach what is read. */
    OUT_OF_SCOPE,
    /** It rests. */
    COOLING_DOWN,
    /** Nothing that the pool may spend is left in this window, or after a start it is not certain that anything is. */
    EXHAUSTED,
    /** Its owner has as many calls in flight as it may have. */
    AT_CAP,
    /** A call is under way that will tell what is left of its budget: until then nobody knows whether more is. */
    AWAITING_WORD,
    /** Its owner's points of this minute are spent. */
    PACED
}
