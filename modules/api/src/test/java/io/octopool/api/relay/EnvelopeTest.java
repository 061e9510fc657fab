package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.LeaseReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.987654Z");
    private static final RouteCatalog CATALOG = RouteCatalog.github();

    @Test
    void putsALiveAnswerOfAnIdentityTogether() {
        Answer answer = answer("{\"big\":12345678901234567890,\"f\":1.0}", Source.identity("pat_a", "pat"));
        Envelope envelope = new Envelope(
                "maintainers",
                "id-1",
                match("/repos/o/r"),
                answer,
                CacheStatus.MISS,
                false,
                null,
                LeaseReason.HIGHEST_REMAINING);
        assertThat(text(envelope))
                .isEqualTo("{\"status\":200,\"headers\":{\"etag\":\"\\\"x\\\"\"},"
                        + "\"body\":{\"big\":12345678901234567890,\"f\":1.0},\"body_encoding\":\"json\","
                        + "\"identity\":{\"id\":\"pat_a\",\"kind\":\"pat\"},"
                        + "\"relay\":{\"pool\":\"maintainers\",\"request_id\":\"id-1\",\"cacheable\":true,"
                        + "\"cache\":\"miss\",\"stale_ok\":false,\"route_kind\":\"repo_view\","
                        + "\"lease_reason\":\"highest_remaining\"}}");
    }

    @Test
    void saysUntilWhenACachedAnswerIsFreshInUtc() {
        Envelope envelope = new Envelope(
                "p", "id", match("/users/a"), answer("[]", Source.anonymous()), CacheStatus.HIT, true, NOW, null);
        assertThat(text(envelope))
                .endsWith("\"relay\":{\"pool\":\"p\",\"request_id\":\"id\",\"cacheable\":true,\"cache\":\"hit\","
                        + "\"stale_ok\":false,\"coalesced\":true,\"cache_expires_at\":\"2026-05-04T03:02:01Z\","
                        + "\"route_kind\":\"user_view\",\"backend\":\"github_public\"}}");
    }

    @Test
    void callsOtherTokenFreeAnswersWeb() {
        Envelope envelope = new Envelope(
                "p", "id", match("/emojis"), answer("{}", Source.anonymous()), CacheStatus.MISS, false, null, null);
        assertThat(text(envelope)).contains("\"backend\":\"web\"").doesNotContain("identity", "lease_reason");
    }

    @Test
    void takesBodiesOfAnySizeAndScriptAsTheyAre() {
        String body = "{\"a\":\"" + "ünïcode/\u2028 \\/ ".repeat(500) + "\"}";
        Envelope envelope = new Envelope(
                "p", "id", match("/emojis"), answer(body, Source.anonymous()), CacheStatus.HIT, false, NOW, null);
        assertThat(text(envelope)).contains(",\"body\":" + body + ",\"body_encoding\"");
    }

    private static Answer answer(String body, Source source) {
        return new Answer(
                200,
                "{\"etag\":\"\\\"x\\\"\"}",
                "json",
                CompressedBody.of(body.getBytes(StandardCharsets.UTF_8)),
                source,
                "\"x\"",
                null,
                NOW);
    }

    private static RouteMatch match(String path) {
        return CATALOG.match(path).orElseThrow();
    }

    private static String text(Envelope envelope) {
        return envelope.bytes().utf8String();
    }
}
