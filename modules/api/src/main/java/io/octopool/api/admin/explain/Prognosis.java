package io.octopool.api.admin.explain;

import io.octopool.api.http.ApiError;
import io.octopool.github.routes.Route;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.lease.Verdict;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one answer: the steps of its entity and of the fetch ladder (design, "Data flow of one read"), taken in
 * thought.
 *
 * @param by who would call GitHub: {@code public_reader}, {@code anonymous} or {@code identity:<id>}; else null
 * @param code error code of a refusal, else null
 * @param reason {@code details.reason} of a refusal, else null; of a stand-in why it stands in
 * @param sentence the same for people
 */
record Prognosis(
        Outcome outcome,
        @Nullable String by,
        @Nullable String code,
        @Nullable String reason,
        String sentence) {

    /** What passes by itself within moments. */
    private static final Set<Verdict> BUSY = Set.of(Verdict.AT_CAP, Verdict.AWAITING_WORD, Verdict.PACED);

    enum Outcome {
        HIT,
        WOULD_FETCH,
        /** An answer that is no longer fresh stands in for one that cannot be had. */
        STALE,
        REFUSED
    }

    static Prognosis refused(ApiError error) {
        return new Prognosis(
                Outcome.REFUSED, null, error.code(), error.details().get("reason"), error.message());
    }

    static Prognosis of(Evidence evidence) {
        if (evidence.visibility() instanceof RepoVisibility.Reply.NotPublic) {
            return refused(Refusal.fallback(Reason.REPO_NOT_PUBLIC));
        }
        return switch (evidence.held()) {
            case Held.Cached(Peeked cache) -> ofCached(evidence, cache);
            case Held.Log log -> ofLog(evidence, log);
        };
    }

    private static Prognosis ofCached(Evidence evidence, Peeked cache) {
        return switch (cache.next()) {
            case SERVE -> hit("The cache answers, without a call of GitHub.");
            case PROVE -> hit("The cache answers once GitHub has confirmed that the repository is public.");
            case REPEAT -> {
                Refusal refusal = cache.refusal();
                yield refusal == null ? fetch(evidence) : refused(evidence, refusal);
            }
            case FETCH -> fetch(evidence);
        };
    }

    private static Prognosis ofLog(Evidence evidence, Held.Log log) {
        Refusal repeated = log.peeked().refusal();
        if (repeated != null) {
            return refused(repeated);
        }
        return switch (log.peeked().rule()) {
            case SERVE ->
                hit(
                        evidence.isProven()
                                ? "The kept log answers, without a call of GitHub."
                                : "The kept log answers once GitHub has confirmed that the repository is public.");
            case CONFIRM -> fetch(evidence).adding("It is only asked whether it still has the log that is kept.");
            case DOWNLOAD, EXPIRE ->
                fetch(evidence)
                        .adding(
                                switch (log.job()) {
                                    case COMPLETED -> "The log is kept then: its job is completed.";
                                    case NOT_COMPLETED ->
                                        "The log is not kept then: its job is not known to be completed.";
                                    case UNKNOWN -> "Its job is read first; the log is kept if that is completed.";
                                });
        };
    }

    /** With another sentence if GitHub would be called. */
    private Prognosis adding(String more) {
        return outcome == Outcome.WOULD_FETCH ? saying(sentence + " " + more) : this;
    }

    Prognosis saying(String other) {
        return new Prognosis(outcome, by, code, reason, other);
    }

    private static Prognosis fetch(Evidence evidence) {
        Route route = evidence.match().route();
        boolean readerMay = evidence.readerMay();
        if (evidence.tokenFree()) {
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
                case PREFERRED,
                        STICKY,
                        HIGHEST_HEADROOM,
                        USABLE,
                        EXCLUDED,
                        DISABLED,
                        OUT_OF_SCOPE,
                        AT_CAP,
                        AWAITING_WORD,
                        PACED -> false;
            });
            return refused(evidence, Refusal.fallback(resting ? Reason.IDENTITIES_COOLING_DOWN : Reason.NO_IDENTITY));
        });
    }

    private static Optional<Prognosis> chosen(Evidence evidence) {
        return evidence.standings().stream()
                .filter(standing -> why(standing.verdict()) != null)
                .findFirst()
                .map(standing -> new Prognosis(
                        Outcome.WOULD_FETCH,
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
            case USABLE, EXCLUDED, DISABLED, OUT_OF_SCOPE, COOLING_DOWN, EXHAUSTED, AT_CAP, AWAITING_WORD, PACED ->
                null;
        };
    }

    private static Optional<Prognosis> waiting(Evidence evidence) {
        List<Verdict> busy = evidence.standings().stream()
                .map(Standing::verdict)
                .filter(BUSY::contains)
                .toList();
        String sentence = busy.stream().allMatch(Verdict.AWAITING_WORD::equals)
                ? "GitHub is called as soon as it has answered the call under way, which tells what is left of the budget."
                : "GitHub is called as soon as an identity is free.";
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of(new Prognosis(Outcome.WOULD_FETCH, null, null, null, sentence));
    }

    private static Prognosis publicly(Evidence evidence) {
        boolean app = evidence.readerIsApp();
        return new Prognosis(
                Outcome.WOULD_FETCH,
                app ? "public_reader" : "anonymous",
                null,
                null,
                "GitHub is called " + (app ? "with the public reader" : "without a credential") + otherwise(evidence)
                        + ".");
    }

    /** What comes after the reader that needs no identity, for a sentence about it. */
    private static String otherwise(Evidence evidence) {
        return evidence.tokenFree() || isEmpty(evidence)
                ? ""
                : switch (evidence.match().route().lastResort()) {
                    case LOCAL -> "";
                    case ANONYMOUS -> ", and with an identity if no quota is left for that";
                    case POOLED -> ", and with an identity if that does not work";
                };
    }

    /** An identity is used for a repository only once it is proven public. */
    private static String after(Evidence evidence) {
        boolean needsProof =
                evidence.visibility() == null && evidence.match().repository().isPresent();
        return needsProof ? ", once the repository is proven public" : "";
    }

    private static Prognosis hit(String sentence) {
        return new Prognosis(Outcome.HIT, null, null, null, sentence);
    }

    /** What is held stands in, where it may for such a refusal. */
    private static Prognosis refused(Evidence evidence, Refusal refusal) {
        Optional<String> reason = refusal.staleReason();
        Optional<Instant> saidAt = evidence.held().standIn(evidence.visibility(), evidence.now());
        if (reason.isEmpty() || saidAt.isEmpty()) {
            return refused(refusal);
        }
        long age = Duration.between(saidAt.get(), evidence.now()).toSeconds();
        return new Prognosis(
                Outcome.STALE,
                null,
                null,
                reason.get(),
                "An answer of " + age + " s ago stands in, because: " + refusal.message());
    }

    private static Prognosis refused(Refusal refusal) {
        return new Prognosis(Outcome.REFUSED, null, refusal.code(), refusal.reason(), refusal.message());
    }
}
