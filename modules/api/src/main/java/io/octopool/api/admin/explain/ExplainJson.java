package io.octopool.api.admin.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.admin.pools.ViewJson;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.api.relay.PolicyGate;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.logs.PeekedLog;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation as JSON: the outcome first, then what it follows from, in the order in which a read comes by it. */
final class ExplainJson {

    private ExplainJson() {}

    static ObjectNode of(Explanation explanation) {
        Prognosis prognosis = explanation.prognosis();
        Step decisive = explanation.decisive();
        ObjectNode body = Json.object()
                .put("pool", explanation.asked().pool())
                .put("path", explanation.target())
                .put("outcome", lower(prognosis.outcome()))
                .put("by", prognosis.by())
                .put("code", prognosis.code())
                .put("reason", prognosis.reason())
                .put("sentence", prognosis.sentence());
        RouteMatch match = explanation.passage().match();
        body.set("route", match == null ? null : route(match));
        gates(body.putArray("gates"), explanation.passage().gates());
        ArrayNode steps = body.putArray("steps");
        explanation.steps().forEach(step -> steps.add(step(step)));
        body.set("visibility", decisive == null ? null : visibility(decisive.evidence()));
        body.set("cache", decisive == null ? Json.object().put("state", "not_asked") : cache(decisive.evidence()));
        body.set("public_reader", reader(explanation));
        ArrayNode identities = body.putArray("identities");
        if (decisive != null) {
            decisive.evidence().standings().forEach(standing -> identities.add(standing(standing)));
        }
        return body;
    }

    private static @Nullable ObjectNode reader(Explanation explanation) {
        PublicBudget.Status reader = explanation.reader();
        return reader == null ? null : ViewJson.reader(reader).put("configured", explanation.readerIsApp());
    }

    private static ObjectNode step(Step step) {
        return Json.object()
                .put("path", step.request().target())
                .put("variant", step.request().variant())
                .put("outcome", lower(step.prognosis().outcome()));
    }

    private static ObjectNode route(RouteMatch match) {
        return Json.object()
                .put("kind", match.kind())
                .put("key", match.routeKey())
                .put("resource", match.route().bucket().wireName())
                .put("last_resort", lower(match.route().lastResort()))
                .put("cacheable", match.route().cacheable())
                .put("repository", match.repository().map(Object::toString).orElse(null));
    }

    private static void gates(ArrayNode shown, List<PolicyGate.Gate> gates) {
        for (PolicyGate.Gate gate : gates) {
            ApiError error = gate.error();
            ObjectNode one = shown.addObject().put("gate", gate.name()).put("open", error == null);
            if (error != null) {
                one.put("code", error.code())
                        .put("reason", error.details().get("reason"))
                        .put("message", error.message());
            }
        }
    }

    private static @Nullable ObjectNode visibility(Evidence evidence) {
        if (evidence.match().repository().isEmpty()) {
            return null;
        }
        ObjectNode shown = Json.object();
        return switch (evidence.visibility()) {
            case RepoVisibility.Reply.Public(var proof) ->
                shown.put("state", "public")
                        .put("generation", proof.generation())
                        .put("checked_at", Times.shown(proof.checkedAt()))
                        .put("expires_at", Times.shown(proof.expiresAt()));
            case RepoVisibility.Reply.NotPublic(var until) ->
                shown.put("state", "not_public").put("expires_at", Times.shown(until));
            case RepoVisibility.Reply.Undecided _ -> shown.put("state", "unknown");
            case null -> shown.put("state", "unknown");
        };
    }

    private static ObjectNode cache(Evidence evidence) {
        return switch (evidence.held()) {
            case Held.Cached(Peeked cache) -> cache(cache, evidence);
            case Held.Log log -> log(log, evidence);
        };
    }

    private static ObjectNode cache(Peeked cache, Evidence evidence) {
        Peeked.Entry entry = cache.entry();
        if (entry == null) {
            return Json.object().put("state", "absent").put("fetching", cache.fetching());
        }
        Answer answer = entry.answer();
        return Json.object()
                .put("state", state(entry, evidence))
                .put("where", cache.inMemory() ? "memory" : "journal")
                .put("fetching", cache.fetching())
                .put("status", answer.status())
                .put("age_seconds", age(answer.fetchedAt(), evidence))
                .put("fetched_at", Times.shown(answer.fetchedAt()))
                .put("fresh_until", Times.shown(entry.freshUntil()))
                .put("stale_until", Times.shown(entry.staleUntil()))
                .put("source", lower(answer.source().transport()))
                .put("identity_id", answer.source().identityId());
    }

    private static String state(Peeked.Entry entry, Evidence evidence) {
        if (!Held.Cached.isCovered(entry, evidence.visibility())) {
            return "superseded";
        }
        if (evidence.now().isBefore(entry.freshUntil())) {
            return "fresh";
        }
        return evidence.now().isBefore(entry.staleUntil()) ? "stale" : "expired";
    }

    private static ObjectNode log(Held.Log log, Evidence evidence) {
        PeekedLog.Kept kept = log.peeked().kept();
        if (kept == null) {
            return Json.object()
                    .put("state", "absent")
                    .put("fetching", log.peeked().fetching())
                    .put("job", lower(log.job()));
        }
        return Json.object()
                .put(
                        "state",
                        switch (log.peeked().rule()) {
                            case SERVE -> "fresh";
                            case CONFIRM -> "stale";
                            case DOWNLOAD -> "superseded";
                            case EXPIRE -> "expired";
                        })
                .put("where", "logs")
                .put("fetching", log.peeked().fetching())
                .put("job", lower(log.job()))
                .put("status", kept.status())
                .put("age_seconds", age(kept.createdAt(), evidence))
                .put("kept_at", Times.shown(kept.createdAt()))
                .put("confirmed_at", Times.shown(kept.confirmedAt()))
                .put("fresh_until", Times.shown(kept.freshUntil()))
                .put("source", lower(kept.source().transport()))
                .put("identity_id", kept.source().identityId());
    }

    private static long age(Instant since, Evidence evidence) {
        return Duration.between(since, evidence.now()).toSeconds();
    }

    private static ObjectNode standing(Standing standing) {
        ObjectNode shown = Json.object()
                .put("identity_id", standing.identityId())
                .put("verdict", lower(standing.verdict()))
                .put("resource", standing.resource())
                .put("limit", standing.limit())
                .put("remaining", standing.remaining())
                .put("reserved", standing.reserved())
                .put("usable", Math.max(0, standing.usable()))
                .put("in_flight", standing.inFlight())
                .put("until", Times.shown(standing.until()));
        ViewJson.cooldowns(shown.putArray("cooldowns"), standing.cooldowns());
        return shown;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
