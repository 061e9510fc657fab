package io.octopool.pool.cache;

import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
import io.octopool.github.answer.Lifetime;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Validator;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a stored answer stays fresh without being fetched again (server spec 7.7). What GitHub confirms is true for the instant of
 * that question; the body is the same, so it lasts as long as a body of that kind does.
 */
final class Freshness {

    private Freshness() {}

    /** The lifetime that the answer was given. */
    static Lifetime lifetime(AnswerStored stored) {
        return Lifetime.of(
                Duration.between(stored.answer().fetchedAt(), stored.freshUntil()),
                Duration.between(stored.freshUntil(), stored.staleUntil()));
    }

    /**
     * What the answer can be revalidated with. Beyond the age to which one body may be extended it has neither tag nor date: the
     * body is then fetched anew (github-rules B3).
     */
    static Validator validator(AnswerStored stored, Instant now) {
        Answer answer = stored.answer();
        boolean extensible = now.isBefore(answer.bodyAt().plus(lifetime(stored).bodyFor()));
        return new Validator(
                answer.source(), extensible ? answer.etag() : null, extensible ? answer.lastModified() : null);
    }

    /** Whether the answer may be shown under that proof. */
    static boolean isCovered(AnswerStored stored, @Nullable Proof proof) {
        return stored.repo() == null || (proof != null && proof.generation() == stored.generation());
    }

    /**
     * The answer after GitHub said that it still holds.
     *
     * @param confirmation the allowed headers of the 304, and for how long it stands
     * @param askedAt when the question was put
     */
    static AnswerStored extended(AnswerStored stored, NotModified confirmation, Instant askedAt, Instant now) {
        Lifetime judged = confirmation.lifetime();
        Lifetime lifetime = judged == null ? lifetime(stored) : judged;
        Answer old = stored.answer();
        ResponseHeaders headers = overlaid(old.headersJson(), confirmation.headers());
        Answer confirmed = new Answer(
                old.status(),
                headers.toJson().text(),
                old.encoding(),
                old.body(),
                old.source(),
                headers.etag().orElse(old.etag()),
                headers.lastModified().orElse(old.lastModified()),
                askedAt,
                old.bodyAt());
        Instant freshUntil = askedAt.plus(lifetime.fresh());
        return new AnswerStored(
                stored.key(),
                stored.pool(),
                stored.path(),
                stored.queryJson(),
                stored.varyJson(),
                stored.routeKey(),
                stored.routeKind(),
                stored.repo(),
                stored.generation(),
                confirmed,
                now,
                freshUntil,
                freshUntil.plus(lifetime.stale()));
    }

    /**
     * Whether an extension, which is kept in memory, is to be written: its body lasts for longer than the persisted one was
     * believed to; or what is persisted has less than half of its stale window left, or is gone, so that it might be removed as
     * expired while it is in use.
     *
     * @param persisted null if nothing is
     */
    static boolean isWorthWriting(@Nullable AnswerStored persisted, AnswerStored extended, Instant now) {
        if (persisted == null) {
            return true;
        }
        Lifetime written = lifetime(persisted);
        return lifetime(extended).fresh().compareTo(written.fresh()) > 0
                || now.isAfter(persisted.staleUntil().minus(written.stale().dividedBy(2)));
    }

    private static ResponseHeaders overlaid(String storedJson, ResponseHeaders confirmation) {
        Map<String, String> headers = new LinkedHashMap<>(parsed(storedJson).orElse(Map.of()));
        headers.putAll(confirmation.values());
        return new ResponseHeaders(headers);
    }

    /** The members of an object of strings; empty if it is none, which nothing but damage to the journal can cause. */
    private static Optional<Map<String, String>> parsed(String object) {
        try {
            return Optional.of(JsonSource.read(Bytes.utf8(object), parser -> {
                Map<String, String> members = new LinkedHashMap<>();
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, parser.getText());
                }
                return members;
            }));
        } catch (NotJson damaged) {
            return Optional.empty();
        }
    }
}
