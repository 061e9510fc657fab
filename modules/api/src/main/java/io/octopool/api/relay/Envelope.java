package io.octopool.api.relay;

import io.octopool.github.json.JsonText;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.LeaseReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The success envelope of server spec 5.1: text before and after the stored body, which is neither parsed nor copied.
 *
 * @param pool the pool that answered
 * @param requestId the request's id
 * @param match the route
 * @param answer GitHub's answer
 * @param cache how the cache took part
 * @param coalesced whether another request's fetch brought the answer
 * @param expiresAt until when the cached answer is fresh; null unless it was served from the cache
 * @param leaseReason why its identity was chosen; null unless an identity was called for this request
 */
record Envelope(
        String pool,
        String requestId,
        RouteMatch match,
        Answer answer,
        CacheStatus cache,
        boolean coalesced,
        @Nullable Instant expiresAt,
        @Nullable LeaseReason leaseReason) {

    /** What a client reads at most (server spec 17.8 item 5). */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    ByteString bytes() {
        return part("{\"status\":" + answer.status() + ",\"headers\":" + answer.headersJson() + ",\"body\":")
                .concat(ByteString.fromArrayUnsafe(answer.body().text()))
                .concat(part(tail()));
    }

    private String tail() {
        StringBuilder json = new StringBuilder(400);
        json.append(",\"body_encoding\":").append(literal(answer.encoding()));
        String identity = answer.source().identityId();
        String kind = answer.source().identityKind();
        if (identity != null && kind != null) {
            json.append(",\"identity\":{\"id\":").append(literal(identity));
            json.append(",\"kind\":").append(literal(kind)).append('}');
        }
        json.append(",\"relay\":{\"pool\":").append(literal(pool));
        json.append(",\"request_id\":").append(literal(requestId));
        json.append(",\"cacheable\":").append(match.route().cacheable());
        json.append(",\"cache\":").append(literal(cache.wireName()));
        json.append(",\"stale_ok\":false");
        if (coalesced) {
            json.append(",\"coalesced\":true");
        }
        if (expiresAt != null) {
            String time = expiresAt.truncatedTo(ChronoUnit.SECONDS).toString();
            json.append(",\"cache_expires_at\":").append(literal(time));
        }
        json.append(",\"route_kind\":").append(literal(match.kind()));
        if (answer.source().transport() != Source.Transport.IDENTITY) {
            String backend = match.kind().equals("user_view") ? "github_public" : "web";
            json.append(",\"backend\":").append(literal(backend));
        }
        if (leaseReason != null) {
            json.append(",\"lease_reason\":").append(literal(leaseReason.wireName()));
        }
        return json.append("}}").toString();
    }

    private static String literal(String text) {
        return JsonText.literal(text).text();
    }

    private static ByteString part(String text) {
        return ByteString.fromArrayUnsafe(text.getBytes(StandardCharsets.UTF_8));
    }
}
