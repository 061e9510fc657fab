package io.octopool.api.relay;

import static io.octopool.api.relay.Answers.NOW;
import static io.octopool.api.relay.Answers.PAT;
import static io.octopool.api.relay.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs from pages of which each has a cache entry of its own (server spec 7.12). */
class JobListsTest {

    private static final String REQUEST =
            "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/repos/octo-org/hello-world/actions/runs/7/jobs\","
                    + "\"headers\":{\"x-octopool-public-shape\":\"actions-jobs-v1\"}}";

    /** The pages asked for; an exclamation mark stands for nothing old. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private LoneRelay relay(Function<ReadQuery, ReadReply> answers) {
        return LoneRelay.reading(query -> {
            asked.add(page(query) + (anew(query) ? "!" : ""));
            return answers.apply(query);
        });
    }

    private static int page(ReadQuery query) {
        return query.request().query().single("page").map(Integer::parseInt).orElse(1);
    }

    private static boolean anew(ReadQuery query) {
        return Duration.ZERO.equals(query.maxAge());
    }

    private static Answer jobs(int total, int page) {
        String jobs = IntStream.range((page - 1) * 100, Math.min(total, page * 100))
                .mapToObj(id -> "{\"id\":" + id + "}")
                .collect(Collectors.joining(","));
        return answer("{\"total_count\":" + total + ",\"jobs\":[" + jobs + "]}", PAT);
    }

    private static ReadReply cached(Answer answer) {
        return new ReadReply.Fresh(answer, NOW.plusSeconds(60), null);
    }

    private static ReadReply fetched(Answer answer) {
        return new ReadReply.Filled(answer, NOW.plusSeconds(60), null, false, null);
    }

    @Test
    void asksForAllPagesAnewWhereCachedOnesDisagree() throws Exception {
        try (LoneRelay relay = relay(query -> anew(query)
                ? fetched(jobs(260, page(query)))
                : cached(jobs(page(query) == 2 ? 260 : 250, page(query))))) {
            LoneRelay.Said said = relay.send("", REQUEST);
            assertThat(said.status()).as(said.text()).isEqualTo(200);
            assertThat(said.json().at("/body/total_count").intValue()).isEqualTo(260);
            assertThat(asked).containsExactly("1", "2", "3", "1!", "2!", "3!");
            assertThat(relay.audited().cacheStatus()).isEqualTo("miss");
        }
    }

    @Test
    void givesUpWhereTheyDisagreeAgain() throws Exception {
        try (LoneRelay relay = relay(query -> cached(jobs(100 + 50 * page(query), page(query))))) {
            LoneRelay.Said said = relay.send("", REQUEST);
            assertThat(said.status() + " " + said.reason()).isEqualTo("424 pagination_exhausted");
            assertThat(asked).containsExactly("1", "2", "1!", "2!");
        }
    }

    @Test
    void saysWhyALaterPageIsRefusedAndWhenToAskAgain() throws Exception {
        try (LoneRelay relay = relay(query -> page(query) == 1
                ? cached(jobs(250, 1))
                : new ReadReply.Refused(
                        Refusal.fallback(Refusal.Reason.IDENTITIES_COOLING_DOWN, NOW.plusSeconds(30)), null))) {
            LoneRelay.Said said = relay.send("", REQUEST);
            assertThat(said.status() + " " + said.reason()).isEqualTo("424 identities_cooling_down");
            assertThat(said.header("retry-after")).isEqualTo("30");
            assertThat(asked).containsExactly("1", "2");
        }
    }

    @Test
    void sendsTheClientToGitHubWhereALaterPageMeetsAnyOtherError() throws Exception {
        try (LoneRelay relay = relay(query ->
                page(query) == 1 ? cached(jobs(250, 1)) : new ReadReply.Refused(Refusal.redirectDenied(), "pat_b"))) {
            LoneRelay.Said said = relay.send("", REQUEST);
            assertThat(said.status() + " " + said.reason()).isEqualTo("424 pagination_exhausted");
            assertThat(relay.audited().identityId()).isEqualTo("pat_b");
        }
    }

    @Test
    void countsNoRefusalAsSavedAndNoIdentityThatWasNotUsed() throws Exception {
        try (LoneRelay relay = relay(_ -> cached(jobs(350, 1)))) {
            assertThat(relay.send("", REQUEST).reason()).isEqualTo("pagination_exhausted");
            assertThat(relay.audited())
                    .returns("miss", AuditRecord::cacheStatus)
                    .returns(null, AuditRecord::identityId)
                    .returns(null, AuditRecord::backend);
        }
    }

    @Test
    void namesTheIdentityThatWasUsedForALaterPage() throws Exception {
        try (LoneRelay relay = relay(query -> page(query) == 1
                ? cached(jobs(250, 1))
                : new ReadReply.Filled(answer(500, "{}", PAT), null, null, false, null))) {
            assertThat(relay.send("", REQUEST).reason()).isEqualTo("pagination_exhausted");
            assertThat(asked).containsExactly("1", "2");
            assertThat(relay.audited())
                    .returns("miss", AuditRecord::cacheStatus)
                    .returns("pat_a", AuditRecord::identityId)
                    .returns("github_identity", AuditRecord::backend);
        }
    }
}
