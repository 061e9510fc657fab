package io.octopool.persistence.sweep;

import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event in a swept journal makes superfluous (design of the entities: each event replaces the whole state).
 *
 * @param tag the projection that must have read it before anything is deleted, null if none reads it
 * @param leaves whether the event itself stays: it is the state its entity recovers from
 */
record SweptEvent(@Nullable String tag, boolean leaves) {

    private static final Map<String, SweptEvent> BY_MANIFEST = Map.of(
            CachedReadEvent.AnswerStored.class.getName(), new SweptEvent(CachedReadEvent.TAG, true),
            CachedReadEvent.AnswerRemoved.class.getName(), new SweptEvent(CachedReadEvent.TAG, false),
            RepoVisibilityEvent.VisibilityProved.class.getName(), new SweptEvent(RepoVisibilityEvent.TAG, true),
            RepoVisibilityEvent.ProofForgotten.class.getName(), new SweptEvent(RepoVisibilityEvent.TAG, false),
            AuditTrailEvent.RecordsAppended.class.getName(), new SweptEvent(AuditTrailEvent.TAG, false),
            PublicBudgetEvent.BudgetNoted.class.getName(), new SweptEvent(null, true),
            PublicBudgetEvent.BudgetForgotten.class.getName(), new SweptEvent(null, false));

    /** The tags whose events are swept. */
    static final Set<String> TAGS = BY_MANIFEST.values().stream()
            .map(SweptEvent::tag)
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet());

    /** Whether nobody needs the row any more, given how far each projection has read. */
    boolean isRead(long ordering, Map<String, Long> offsets) {
        return tag == null || ordering <= offsets.getOrDefault(tag, 0L);
    }

    /**
     * Empty for events of entities whose journal is kept whole.
     *
     * @param manifest class name of the event, perhaps followed by {@code #} and a version
     */
    static Optional<SweptEvent> of(String manifest) {
        return Optional.ofNullable(BY_MANIFEST.get(manifest.split("#", 2)[0]));
    }
}
