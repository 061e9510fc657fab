package io.octopool.pool.cache;

import io.octopool.github.answer.Lifetime;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How what GitHub answered is put on file. */
final class Filing {

    private Filing() {}

    /** The answer, its body compressed where that pays. */
    static Answer answer(Obtained obtained, Instant fetchedAt) {
        return new Answer(
                obtained.status(),
                obtained.headers().toJson().text(),
                obtained.body().encoding().wireName(),
                CompressedBody.of(obtained.body().json().shared()),
                obtained.source(),
                obtained.headers().etag().orElse(null),
                obtained.headers().lastModified().orElse(null),
                fetchedAt);
    }

    /**
     * What is kept of an answer that lasts that long.
     *
     * @param proof the proof it was fetched under, null for routes without a repository
     */
    static AnswerStored entry(
            String key, ReadQuery query, Answer answer, Lifetime lifetime, @Nullable Proof proof, Instant now) {
        return entry(key, query, answer, lifetime.fresh(), lifetime.stale(), proof, now);
    }

    /** What is remembered of an answer that is no success: it never stands in for another. */
    static AnswerStored negative(
            String key, ReadQuery query, Answer answer, Duration fresh, @Nullable Proof proof, Instant now) {
        return entry(key, query, answer, fresh, Duration.ZERO, proof, now);
    }

    private static AnswerStored entry(
            String key,
            ReadQuery query,
            Answer answer,
            Duration fresh,
            Duration stale,
            @Nullable Proof proof,
            Instant now) {
        RouteMatch match = query.match();
        Instant freshUntil = answer.fetchedAt().plus(fresh);
        return new AnswerStored(
                key,
                query.pool(),
                query.request().path().encoded(),
                StoredJson.query(query.request()),
                StoredJson.vary(query.request()),
                match.routeKey(),
                match.kind(),
                match.repository().map(RepoName::key).orElse(null),
                proof == null ? 0 : proof.generation(),
                answer,
                now,
                freshUntil,
                freshUntil.plus(stale));
    }
}
