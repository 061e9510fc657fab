package io.octopool.api.relay;

import io.octopool.github.json.JsonText;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.LeaseReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The success envelope of server spec 5.1: text before and after the stored body, which is neither parsed nor copied.
 *
 * @param pool the pool that answered
 * @param requestId the request's id
 * @param match the route
 * @param served the answer and how it came
 */
record Envelope(String pool, String requestId, RouteMatch match, Reply.Served served) {

    /** What a client reads at most (server spec 17.8 item 5). */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    /** The envelope; empty if clients would not read the whole of it, which is found out before the body is inflated. */
    Optional<ByteString> bytes() {
        Answer answer = served.answer();
        ByteString before =
                part("{\"status\":" + answer.status() + ",\"headers\":" + answer.headersJson() + ",\"body\":");
        ByteString after = part(tail());
        long size = (long) before.size() + answer.body().length() + after.size();
        return size < MAX_BYTES
                ? Optional.of(
                        before.concat(ByteString.fromArrayUnsafe(answer.body().text()))
                                .concat(after))
                : Optional.empty();
    }

    private String tail() {
        Answer answer = served.answer();
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
        json.append(",\"cache\":").append(literal(served.cache().wireName()));
        String staleReason = served.staleReason();
        json.append(",\"stale_ok\":").append(staleReason != null);
        if (staleReason != null) {
            json.append(",\"stale_reason\":").append(literal(staleReason));
        }
        if (served.coalesced()) {
            json.append(",\"coalesced\":true");
        }
        Instant expiresAt = served.expiresAt();
        if (expiresAt != null) {
            String time = expiresAt.truncatedTo(ChronoUnit.SECONDS).toString();
            json.append(",\"cache_expires_at\":").append(literal(time));
        }
        json.append(",\"route_kind\":").append(literal(match.kind()));
        if (answer.source().transport() != Source.Transport.IDENTITY) {
            String backend = match.kind().equals("user_view") ? "github_public" : "web";
            json.append(",\"backend\":").append(literal(backend));
        }
        LeaseReason leaseReason = served.leaseReason();
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
