package io.octopool.persistence.sweep;

import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an event in a swept journal makes superfluous (design of the entities: each event replaces the whole state).
 *
 * @param tag the projection that must have read it before anything is deleted
 * @param leaves whether the event itself stays: it is the state its entity recovers from
 */
record SweptEvent(String tag, boolean leaves) {

    private static final Map<String, SweptEvent> BY_MANIFEST = Map.of(
            CachedReadEvent.AnswerStored.class.getName(), new SweptEvent(CachedReadEvent.TAG, true),
            CachedReadEvent.AnswerRemoved.class.getName(), new SweptEvent(CachedReadEvent.TAG, false),
            RepoVisibilityEvent.VisibilityProved.class.getName(), new SweptEvent(RepoVisibilityEvent.TAG, true),
            RepoVisibilityEvent.ProofForgotten.class.getName(), new SweptEvent(RepoVisibilityEvent.TAG, false),
            AuditTrailEvent.RecordsAppended.class.getName(), new SweptEvent(AuditTrailEvent.TAG, false));

    /** The tags whose events are swept. */
    static final Set<String> TAGS =
            BY_MANIFEST.values().stream().map(SweptEvent::tag).collect(Collectors.toUnmodifiableSet());

    /**
     * Empty for events of entities whose journal is kept whole.
     *
     * @param manifest class name of the event, perhaps followed by {@code #} and a version
     */
    static Optional<SweptEvent> of(String manifest) {
        return Optional.ofNullable(BY_MANIFEST.get(manifest.split("#", 2)[0]));
    }
}
