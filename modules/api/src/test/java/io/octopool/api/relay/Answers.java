package io.octopool.api.relay;

import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Answers to make replies and envelopes of. */
final class Answers {

    static final Instant NOW = Instant.parse("2026-05-04T03:02:01.987654Z");
    static final Source PAT = Source.identity("pat_a", "pat");

    private static final RouteCatalog CATALOG = RouteCatalog.github();

    private Answers() {}

    static Answer answer(String body, Source source) {
        return answer(200, body, source);
    }

    static Answer answer(int status, String body, Source source) {
        return new Answer(
                status,
                "{\"etag\":\"\\\"x\\\"\"}",
                "json",
                CompressedBody.of(body.getBytes(StandardCharsets.UTF_8)),
                source,
                "\"x\"",
                "Sun, 03 May 2026 03:02:01 GMT",
                NOW);
    }

    static RouteMatch match(String path) {
        return CATALOG.match(path).orElseThrow();
    }
}
