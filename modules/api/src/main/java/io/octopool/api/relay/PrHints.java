package io.octopool.api.relay;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Checks what a caller says it knows of a pull request whose files it reads, against the pull request itself (server spec
 * 7.10). A hint that is not found true is dropped without a word.
 */
final class PrHints {

    private static final String FILES = "/files";

    /** How old the pull request that proves a hint may be. */
    private static final Duration PROOF_AGE = Duration.ofMinutes(5);

    /** What a check leaves of the reader's time for the files themselves. */
    private static final Duration LEFT_FOR_FILES = Duration.ofSeconds(15);

    private final Entries entries;
    private final RouteCatalog catalog = RouteCatalog.github();

    PrHints(Entries entries) {
        this.entries = entries;
    }

    /** The request, set apart by its hint if that is true. */
    CompletionStage<CanonicalRequest> verified(Admitted admitted, CanonicalRequest request) {
        PrHint hint = admitted.asked().hint();
        String path = request.path().text();
        if (hint == null || !admitted.match().kind().equals("pr_files")) {
            return CompletableFuture.completedStage(request);
        }
        RequestPath pull = RequestPath.of(path.substring(0, path.length() - FILES.length()));
        RouteMatch match = catalog.match(pull.text()).orElseThrow();
        Instant until = admitted.deadline().minus(LEFT_FOR_FILES);
        return entries.ask(admitted, match, CanonicalRequest.of(pull, RequestQuery.NONE), PROOF_AGE, until)
                .thenApply(reply -> proves(reply, hint) ? request.withVariant(hint.variant()) : request);
    }

    private static boolean proves(Reply reply, PrHint hint) {
        return switch (reply) {
            case Reply.Refused _ -> false;
            case Reply.Served served ->
                served.cache() != CacheStatus.STALE
                        && served.json()
                                .map(PullState::of)
                                .filter(hint::isTrueOf)
                                .isPresent();
        };
    }
}
