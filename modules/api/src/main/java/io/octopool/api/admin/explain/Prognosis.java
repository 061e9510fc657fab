package io.octopool.api.admin.explain;

import io.octopool.api.http.ApiError;
import io.octopool.api.relay.PolicyGate;
import io.octopool.github.routes.Route;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.lease.Verdict;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a read: the steps of the relay and of the fetch ladder (design, "Data flow of one read"), taken in thought.
 *
 * @param outcome {@code hit}, {@code would_fetch}, {@code stale} or {@code refused}
 * @param by who would call GitHub: {@code public_reader}, {@code anonymous} or {@code identity:<id>}; else null
 * @param code error code of a refusal, else null
 * @param reason {@code details.reason} of a refusal, else null; of a stand-in why it stands in
 * @param sentence the same for people
 */
record Prognosis(
        String outcome,
        @Nullable String by,
        @Nullable String code,
        @Nullable String reason,
        String sentence) {

    static Prognosis of(Evidence evidence) {
        return switch (evidence.passage().decision()) {
            case PolicyGate.Decision.Denied(ApiError error) ->
                new Prognosis("refused", null, error.code(), error.details().get("reason"), error.message());
            case PolicyGate.Decision.Allowed(RouteMatch match, boolean tokenFree) ->
                ofAllowed(evidence, match.route(), tokenFree);
        };
    }

    private static Prognosis ofAllowed(Evidence evidence, Route route, boolean tokenFree) {
        Peeked cache = evidence.cache();
        boolean notPublic = evidence.visibility() instanceof RepoVisibility.Reply.NotPublic;
        if (notPublic) {
            return refused(evidence, Refusal.fallback(Reason.REPO_NOT_PUBLIC));
        }
        if (cache == null) {
            return fetch(evidence, route, tokenFree);
        }
        return switch (cache.next()) {
            case SERVE -> hit("The cache answers, without a call of GitHub.");
            case PROVE -> hit("The cache answers once GitHub has confirmed that the repository is public.");
            case REPEAT -> {
                Refusal refusal = cache.refusal();
                yield refusal == null ? fetch(evidence, route, tokenFree) : refused(evidence, refusal);
            }
            case FETCH -> fetch(evidence, route, tokenFree);
        };
    }

    private static Prognosis fetch(Evidence evidence, Route route, boolean tokenFree) {
        boolean readerMay = evidence.readerMay(route.bucket().wireName());
        if (tokenFree) {
            return readerMay ? publicly(evidence) : refused(evidence, Refusal.tokenFreeUnavailable());
        }
        return switch (route.lastResort()) {
            case LOCAL ->
                readerMay ? publicly(evidence) : refused(evidence, Refusal.fallback(Reason.WEB_ONLY_UNAVAILABLE));
            case ANONYMOUS ->
                readerMay
                        ? publicly(evidence)
                        : chosen(evidence)
                                .or(() -> waiting(evidence))
                                .orElseGet(() -> refused(evidence, Refusal.fallback(Reason.GITHUB_RATE_LIMITED)));
            case POOLED -> {
                boolean first = evidence.readerIsApp() && route.anonymousApi();
                boolean emptyPool = !evidence.readerIsApp() && route.anonymousApi() && isEmpty(evidence);
                yield readerMay && (first || emptyPool) ? publicly(evidence) : pooled(evidence);
            }
        };
    }

    private static boolean isEmpty(Evidence evidence) {
        return evidence.standings().stream().allMatch(standing -> standing.verdict() == Verdict.DISABLED);
    }

    private static Prognosis pooled(Evidence evidence) {
        return chosen(evidence).or(() -> waiting(evidence)).orElseGet(() -> {
            boolean resting = evidence.standings().stream().anyMatch(standing -> switch (standing.verdict()) {
                case COOLING_DOWN, EXHAUSTED -> true;
                case PREFERRED, STICKY, HIGHEST_HEADROOM, USABLE, EXCLUDED, DISABLED, OUT_OF_SCOPE, AT_CAP, PACED ->
                    false;
            });
            return refused(evidence, Refusal.fallback(resting ? Reason.IDENTITIES_COOLING_DOWN : Reason.NO_IDENTITY));
        });
    }

    private static Optional<Prognosis> chosen(Evidence evidence) {
        return evidence.standings().stream()
                .filter(standing -> why(standing.verdict()) != null)
                .findFirst()
                .map(standing -> new Prognosis(
                        "would_fetch",
                        "identity:" + standing.identityId(),
                        null,
                        null,
                        "GitHub is called with identity " + standing.identityId() + ", which " + why(standing.verdict())
                                + after(evidence) + "."));
    }

    private static @Nullable String why(Verdict verdict) {
        return switch (verdict) {
            case PREFERRED -> "fetched the stored answer";
            case STICKY -> "served this route a moment ago";
            case HIGHEST_HEADROOM -> "has the most requests left";
            case USABLE, EXCLUDED, DISABLED, OUT_OF_SCOPE, COOLING_DOWN, EXHAUSTED, AT_CAP, PACED -> null;
        };
    }

    private static Optional<Prognosis> waiting(Evidence evidence) {
        List<Standing> busy = evidence.standings().stream()
                .filter(standing -> standing.verdict() == Verdict.AT_CAP || standing.verdict() == Verdict.PACED)
                .toList();
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of(new Prognosis(
                        "would_fetch", null, null, null, "GitHub is called as soon as an identity is free."));
    }

    private static Prognosis publicly(Evidence evidence) {
        return evidence.readerIsApp()
                ? new Prognosis(
                        "would_fetch",
                        "public_reader",
                        null,
                        null,
                        "GitHub is called with the public reader, and with an identity if that does not work.")
                : new Prognosis("would_fetch", "anonymous", null, null, "GitHub is called without a credential.");
    }

    /** An identity is used for a repository only once it is proven public. */
    private static String after(Evidence evidence) {
        boolean needsProof = evidence.visibility() == null
                && evidence.passage().match() != null
                && evidence.passage().match().repository().isPresent();
        return needsProof ? ", once the repository is proven public" : "";
    }

    private static Prognosis hit(String sentence) {
        return new Prognosis("hit", null, null, null, sentence);
    }

    private static Prognosis refused(Evidence evidence, Refusal refusal) {
        Peeked cache = evidence.cache();
        Peeked.Entry entry = cache == null ? null : cache.entry();
        Optional<String> standsIn = refusal.staleReason()
                .filter(_ -> entry != null && evidence.now().isBefore(entry.staleUntil()) && evidence.isCovered(entry));
        if (standsIn.isPresent() && entry != null) {
            long age = Duration.between(entry.fetchedAt(), evidence.now()).toSeconds();
            return new Prognosis(
                    "stale",
                    null,
                    null,
                    standsIn.get(),
                    "An answer of " + age + " s ago stands in, because: " + refusal.message());
        }
        return new Prognosis("refused", null, refusal.code(), refusal.reason(), refusal.message());
    }
}
