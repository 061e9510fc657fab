package io.octopool.api.admin.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.admin.pools.ViewJson;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.api.relay.PolicyGate;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation as JSON: the outcome first, then what it follows from, in the order in which a read comes by it. */
final class ExplainJson {

    private ExplainJson() {}

    static ObjectNode of(String pool, ReadAsked asked, Evidence evidence) {
        Prognosis prognosis = Prognosis.of(evidence);
        ObjectNode body = Json.object()
                .put("pool", pool)
                .put("path", asked.canonical().target())
                .put("outcome", prognosis.outcome())
                .put("by", prognosis.by())
                .put("code", prognosis.code())
                .put("reason", prognosis.reason())
                .put("sentence", prognosis.sentence());
        RouteMatch match = evidence.passage().match();
        body.set("route", match == null ? null : route(match));
        gates(body.putArray("gates"), evidence.passage().gates());
        body.set("visibility", visibility(evidence.visibility(), match));
        body.set("cache", cache(evidence));
        ObjectNode reader = ViewJson.reader(evidence.reader());
        reader.put("configured", evidence.readerIsApp());
        body.set("public_reader", reader);
        ArrayNode identities = body.putArray("identities");
        evidence.standings().forEach(standing -> identities.add(standing(standing)));
        return body;
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

    private static @Nullable ObjectNode visibility(RepoVisibility.@Nullable Reply reply, @Nullable RouteMatch match) {
        if (match == null || match.repository().isEmpty()) {
            return null;
        }
        ObjectNode shown = Json.object();
        return switch (reply) {
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
        Peeked cache = evidence.cache();
        ObjectNode shown = Json.object();
        if (cache == null) {
            return shown.put("state", "not_asked");
        }
        Peeked.Entry entry = cache.entry();
        if (entry == null) {
            return shown.put("state", "absent").put("fetching", cache.fetching());
        }
        return shown.put("state", state(entry, evidence))
                .put("where", cache.inMemory() ? "memory" : "journal")
                .put("fetching", cache.fetching())
                .put("status", entry.status())
                .put(
                        "age_seconds",
                        Duration.between(entry.fetchedAt(), evidence.now()).toSeconds())
                .put("fetched_at", Times.shown(entry.fetchedAt()))
                .put("fresh_until", Times.shown(entry.freshUntil()))
                .put("stale_until", Times.shown(entry.staleUntil()))
                .put("source", lower(entry.source().transport()))
                .put("identity_id", entry.source().identityId());
    }

    private static String state(Peeked.Entry entry, Evidence evidence) {
        if (!evidence.isCovered(entry)) {
            return "superseded";
        }
        if (evidence.now().isBefore(entry.freshUntil())) {
            return "fresh";
        }
        return evidence.now().isBefore(entry.staleUntil()) ? "stale" : "expired";
    }

    private static ObjectNode standing(Standing standing) {
        ObjectNode shown = Json.object()
                .put("identity_id", standing.identityId())
                .put("verdict", lower(standing.verdict()))
                .put("resource", standing.resource())
                .put("limit", standing.limit())
                .put("remaining", standing.remaining())
                .put("reserved", standing.reserved())
                .put("usable", standing.usable())
                .put("in_flight", standing.inFlight())
                .put("until", Times.shown(standing.until()));
        ViewJson.cooldowns(shown.putArray("cooldowns"), standing.cooldowns());
        return shown;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
