package io.octopool.api.relay;

import static io.octopool.api.relay.Answers.NOW;
import static io.octopool.api.relay.Answers.PAT;
import static io.octopool.api.relay.Answers.answer;
import static io.octopool.api.relay.Answers.match;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.LeaseReason;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final int LIMIT = 8 * 1024 * 1024;

    @Test
    void putsALiveAnswerOfAnIdentityTogether() {
        Answer answer = answer("{\"big\":12345678901234567890,\"f\":1.0}", PAT);
        Reply.Served served =
                new Reply.Served(answer, CacheStatus.MISS, false, false, null, null, LeaseReason.HIGHEST_REMAINING);
        assertThat(text(new Envelope("maintainers", "id-1", match("/repos/o/r"), served)))
                .isEqualTo("{\"status\":200,\"headers\":{\"etag\":\"\\\"x\\\"\"},"
                        + "\"body\":{\"big\":12345678901234567890,\"f\":1.0},\"body_encoding\":\"json\","
                        + "\"identity\":{\"id\":\"pat_a\",\"kind\":\"pat\"},"
                        + "\"relay\":{\"pool\":\"maintainers\",\"request_id\":\"id-1\",\"cacheable\":true,"
                        + "\"cache\":\"miss\",\"stale_ok\":false,\"route_kind\":\"repo_view\","
                        + "\"lease_reason\":\"highest_remaining\"}}");
    }

    @Test
    void saysUntilWhenACachedAnswerIsFreshInUtc() {
        Reply.Served served =
                new Reply.Served(answer("[]", Source.anonymous()), CacheStatus.HIT, true, false, NOW, null, null);
        assertThat(text(new Envelope("p", "id", match("/users/a"), served)))
                .endsWith("\"relay\":{\"pool\":\"p\",\"request_id\":\"id\",\"cacheable\":true,\"cache\":\"hit\","
                        + "\"stale_ok\":false,\"coalesced\":true,\"cache_expires_at\":\"2026-05-04T03:02:01Z\","
                        + "\"route_kind\":\"user_view\",\"backend\":\"github_public\"}}");
    }

    @Test
    void saysWhyAStaleAnswerStandsIn() {
        Reply.Served served =
                new Reply.Served(answer("[]", PAT), CacheStatus.STALE, false, false, NOW, "github_rate_limited", null);
        assertThat(text(new Envelope("p", "id", match("/repos/o/r"), served)))
                .endsWith("\"identity\":{\"id\":\"pat_a\",\"kind\":\"pat\"},"
                        + "\"relay\":{\"pool\":\"p\",\"request_id\":\"id\",\"cacheable\":true,\"cache\":\"stale\","
                        + "\"stale_ok\":true,\"stale_reason\":\"github_rate_limited\","
                        + "\"cache_expires_at\":\"2026-05-04T03:02:01Z\",\"route_kind\":\"repo_view\"}}");
    }

    @Test
    void callsOtherTokenFreeAnswersWeb() {
        for (Source source : new Source[] {Source.anonymous(), Source.publicReader()}) {
            Reply.Served served =
                    new Reply.Served(answer("{}", source), CacheStatus.MISS, false, false, null, null, null);
            assertThat(text(new Envelope("p", "id", match("/emojis"), served)))
                    .contains("\"backend\":\"web\"")
                    .doesNotContain("identity", "lease_reason");
        }
    }

    @Test
    void takesBodiesOfAnySizeAndScriptAsTheyAre() {
        String body = "{\"a\":\"" + "ünïcode/\u2028 \\/ ".repeat(500) + "\"}";
        assertThat(text(hit(body))).contains(",\"body\":" + body + ",\"body_encoding\"");
    }

    @Test
    void staysBelowWhatClientsRead() {
        int around = hit("\"\"").bytes().map(ByteString::size).orElseThrow();
        String fits = "\"" + "a".repeat(LIMIT - 1 - around) + "\"";
        assertThat(hit(fits).bytes().map(ByteString::size)).contains(LIMIT - 1);
        assertThat(hit("\"a" + fits.substring(1)).bytes()).isEmpty();
    }

    private static Envelope hit(String body) {
        Reply.Served served =
                new Reply.Served(answer(body, Source.anonymous()), CacheStatus.HIT, false, false, NOW, null, null);
        return new Envelope("p", "id", match("/emojis"), served);
    }

    private static String text(Envelope envelope) {
        return envelope.bytes().orElseThrow().utf8String();
    }
}
