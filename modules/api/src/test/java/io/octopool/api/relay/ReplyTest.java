package io.octopool.api.relay;

import static io.octopool.api.relay.Answers.NOW;
import static io.octopool.api.relay.Answers.PAT;
import static io.octopool.api.relay.Answers.answer;
import static io.octopool.api.relay.Answers.match;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.http.ApiError;
import io.octopool.github.Bytes;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.LeaseReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTest {

    private static final Answer ANSWER = answer("[]", PAT);
    private static final RouteMatch CACHED = match("/repos/o/r/pulls/1");
    private static final RouteMatch UNCACHED = match("/rate_limit");
    private static final RouteMatch LOG = match("/repos/o/r/actions/jobs/1/logs");
    private static final LeaseReason STICKY = LeaseReason.STICKY;

    @Test
    void putsWhatEntitiesSayIntoTheTermsOfTheWire() {
        Map<ReadReply, String> table = new LinkedHashMap<>();
        table.put(new ReadReply.Fresh(ANSWER, NOW, null), "hit expires");
        table.put(new ReadReply.Filled(ANSWER, NOW, STICKY, false, null), "miss leased");
        table.put(new ReadReply.Filled(ANSWER, NOW, STICKY, true, null), "hit coalesced expires");
        table.put(new ReadReply.Filled(ANSWER, null, STICKY, true, null), "miss coalesced leased");
        table.put(new ReadReply.Filled(ANSWER, null, null, false, null), "miss");
        table.put(new ReadReply.Revalidated(ANSWER, NOW, STICKY, false, null), "hit revalidated");
        table.put(new ReadReply.Revalidated(ANSWER, NOW, STICKY, true, null), "hit coalesced");
        table.put(new ReadReply.Stale(ANSWER, NOW, "no_identity", null), "stale expires no_identity");
        table.forEach((reply, expected) -> assertThat(described(Reply.of(reply, CACHED)))
                .as(reply.toString())
                .isEqualTo(expected));
    }

    @Test
    void bypassesWhatHasNoPlaceInTheCache() {
        assertThat(described(Reply.of(new ReadReply.Filled(ANSWER, null, null, false, null), UNCACHED)))
                .isEqualTo("bypass");
        assertThat(described(Reply.of(new ReadReply.Filled(ANSWER, null, STICKY, false, null), LOG)))
                .isEqualTo("bypass leased");
        assertThat(described(Reply.of(new ReadReply.Filled(ANSWER, null, STICKY, false, null, true), LOG)))
                .isEqualTo("miss leased");
        assertThat(described(Reply.of(new ReadReply.Filled(ANSWER, NOW, STICKY, false, null), LOG)))
                .isEqualTo("miss leased");
    }

    @Test
    void passesRefusalsOnWithTheIdentityTriedLast() {
        Refusal refusal = Refusal.fallback(Refusal.Reason.GITHUB_RATE_LIMITED, NOW);
        assertThat(Reply.of(new ReadReply.Refused(refusal, "pat_a"), CACHED))
                .isInstanceOfSatisfying(Reply.Refused.class, refused -> {
                    assertThat(refused.error().status()).isEqualTo(424);
                    assertThat(refused.error().details()).isEqualTo(Map.of("reason", "github_rate_limited"));
                    assertThat(refused.error().retryAt()).isEqualTo(NOW);
                    assertThat(refused.identityId()).isEqualTo("pat_a");
                    assertThat(refused.cache()).isEqualTo(CacheStatus.MISS);
                });
        Map<ReadReply.Refused, CacheStatus> ofLogs = Map.of(
                new ReadReply.Refused(refusal, null), CacheStatus.BYPASS,
                new ReadReply.Refused(refusal, null, true), CacheStatus.MISS);
        ofLogs.forEach((refused, cache) ->
                assertThat(((Reply.Refused) Reply.of(refused, LOG)).cache()).isEqualTo(cache));
    }

    @Test
    void isAHitTogetherOnlyIfEveryPartWas() {
        Reply.Served hit = served(new ReadReply.Fresh(ANSWER, NOW.plusSeconds(9), null));
        Reply.Served sooner = served(new ReadReply.Fresh(ANSWER, NOW, null));
        Reply.Served miss = served(new ReadReply.Filled(ANSWER, NOW, STICKY, false, null));
        Reply.Served revalidated = served(new ReadReply.Revalidated(ANSWER, NOW, null, false, null));
        Reply.Served stale = served(new ReadReply.Stale(ANSWER, NOW, "no_identity", null));
        assertThat(Together.of(List.of(hit, sooner)).expiresAt()).isEqualTo(NOW);
        assertThat(described(Together.of(List.of(hit, sooner)))).isEqualTo("hit expires");
        assertThat(described(Together.of(List.of(hit, miss)))).isEqualTo("miss leased");
        assertThat(described(Together.of(List.of(hit, revalidated)))).isEqualTo("hit revalidated");
        assertThat(described(Together.of(List.of(miss, stale)))).isEqualTo("stale expires no_identity");
    }

    @Test
    void isNoHitAndHasNoIdentityWhereItIsWithheldThatGitHubWasNotAskedFor() {
        Map<ReadReply, String> table = new LinkedHashMap<>();
        table.put(new ReadReply.Fresh(ANSWER, NOW, null), "miss null");
        table.put(new ReadReply.Stale(ANSWER, NOW, "no_identity", null), "miss null");
        table.put(new ReadReply.Filled(ANSWER, NOW, STICKY, true, null), "miss null");
        table.put(new ReadReply.Revalidated(ANSWER, NOW, STICKY, true, null), "miss null");
        table.put(new ReadReply.Revalidated(ANSWER, NOW, STICKY, false, null), "miss pat_a");
        table.put(new ReadReply.Filled(ANSWER, NOW, STICKY, false, null), "miss pat_a");
        table.forEach((reply, expected) -> {
            Reply.Refused withheld = served(reply).withheld(ApiError.NOT_FOUND);
            assertThat(withheld.cache().wireName() + " " + withheld.identityId())
                    .as(reply.toString())
                    .isEqualTo(expected);
        });
        Reply.Served uncached =
                (Reply.Served) Reply.of(new ReadReply.Filled(ANSWER, null, null, false, null), UNCACHED);
        assertThat(uncached.withheld(ApiError.NOT_FOUND).cache()).isEqualTo(CacheStatus.BYPASS);
    }

    @Test
    void takesTheHeadersOfTheWholeFromAView() {
        Answer whole = new Answer(
                200,
                "{\"content-type\":\"application/json\",\"etag\":\"\\\"x\\\"\",\"link\":\"<u>; rel=\\\"next\\\"\"}",
                "json",
                ANSWER.body(),
                PAT,
                "\"x\"",
                null,
                NOW);
        Reply.Served cut = served(new ReadReply.Fresh(whole, NOW, null)).cutTo(Bytes.utf8("{\"a\":1}"));
        assertThat(cut.answer().headersJson()).isEqualTo("{\"content-type\":\"application/json\"}");
        assertThat(cut.answer().etag()).isNull();
        assertThat(cut.json().map(Bytes::text)).contains("{\"a\":1}");
    }

    private static Reply.Served served(ReadReply reply) {
        return (Reply.Served) Reply.of(reply, CACHED);
    }

    private static String described(Reply reply) {
        return switch (reply) {
            case Reply.Refused refused -> refused.error().code();
            case Reply.Served served ->
                served.cache().wireName()
                        + (served.coalesced() ? " coalesced" : "")
                        + (served.revalidated() ? " revalidated" : "")
                        + (served.expiresAt() == null ? "" : " expires")
                        + (served.staleReason() == null ? "" : " " + served.staleReason())
                        + (served.leaseReason() == null ? "" : " leased");
        };
    }
}
