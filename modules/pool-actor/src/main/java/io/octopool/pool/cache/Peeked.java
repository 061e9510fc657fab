package io.octopool.pool.cache;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a read.
 *
 * @param next what the entity would do
 * @param refusal what it would repeat, null unless it would
 * @param entry the answer it has, null for none
 * @param inMemory whether it was in memory already; what it has was only in the journal otherwise
 * @param fetching whether GitHub is being asked already
 */
public record Peeked(
        Next next, @Nullable Refusal refusal, @Nullable Entry entry, boolean inMemory, boolean fetching)
        implements CborSerializable {

    /** What an entity does with a read. */
    public enum Next {
        /** It answers. */
        SERVE,
        /** It answers once the repository is proven public. */
        PROVE,
        /** It repeats a refusal of a moment ago. */
        REPEAT,
        /** It asks GitHub. */
        FETCH
    }

    /**
     * An answer.
     *
     * @param repo whose proof must cover it, null for none
     * @param generation of the proof that covers it
     */
    public record Entry(
            Answer answer,
            Instant freshUntil,
            Instant staleUntil,
            @Nullable String repo,
            long generation) {

        static Entry of(AnswerStored stored) {
            return new Entry(
                    stored.answer(), stored.freshUntil(), stored.staleUntil(), stored.repo(), stored.generation());
        }
    }

    static Peeked of(ReadDecision decision, @Nullable AnswerStored held, boolean inMemory, boolean fetching) {
        Entry entry = held == null ? null : Entry.of(held);
        return switch (decision) {
            case ReadDecision.Serve serve -> new Peeked(Next.SERVE, null, Entry.of(serve.answer()), inMemory, fetching);
            case ReadDecision.Prove _, ReadDecision.ProveTokenFree _ ->
                new Peeked(Next.PROVE, null, entry, inMemory, fetching);
            case ReadDecision.Repeat repeat ->
                new Peeked(Next.REPEAT, repeat.refused().refusal(), entry, inMemory, fetching);
            case ReadDecision.Fetch _ -> new Peeked(Next.FETCH, null, entry, inMemory, fetching);
        };
    }
}
