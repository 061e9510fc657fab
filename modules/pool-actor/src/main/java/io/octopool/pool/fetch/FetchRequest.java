package io.octopool.pool.fetch;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One climb of the ladder.
 *
 * @param proof the visibility proof that the caller already has, null for none
 * @param tokenFree whether only transports without a pooled credential may be used
 * @param stored what the stored answer can be revalidated with, null if there is nothing to revalidate
 * @param basis the stored answer itself, null where it need not be judged when GitHub confirms it
 * @param proofSuffices whether what is stored is fresh, so that a token-free climb need only prove the repository public
 * @param deadline when an answer is of no use any more
 */
public record FetchRequest(
        String pool,
        CanonicalRequest request,
        RouteMatch match,
        boolean tokenFree,
        @Nullable Proof proof,
        @Nullable Validator stored,
        @Nullable Basis basis,
        boolean proofSuffices,
        Instant deadline) {

    /** A climb after an answer, whatever is stored. */
    public FetchRequest(
            String pool,
            CanonicalRequest request,
            RouteMatch match,
            boolean tokenFree,
            @Nullable Proof proof,
            @Nullable Validator stored,
            Instant deadline) {
        this(pool, request, match, tokenFree, proof, stored, null, false, deadline);
    }
}
