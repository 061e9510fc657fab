package io.octopool.pool.fetch;

import static io.octopool.pool.fetch.Ladder.NOW;
import static io.octopool.pool.fetch.Ladder.PROOF;
import static io.octopool.pool.fetch.Ladder.READER;
import static io.octopool.pool.fetch.Ladder.REPO;
import static io.octopool.pool.fetch.Ladder.code;
import static io.octopool.pool.fetch.Ladder.reason;
import static io.octopool.pool.fetch.Ladder.request;
import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static io.octopool.pool.fetch.ScriptedGitHub.unchanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.Bytes;
import io.octopool.github.answer.CachePolicy;
import io.octopool.github.answer.Lifetime;
import io.octopool.github.client.Outcome;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.RepoVisibility;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a climb does beside its rungs: renamed repositories, logs, jobs of attempts, and ending early. */
class SideStepsTest {

    private static final String LOGS = REPO + "/actions/jobs/9/logs";
    private static final String JOBS = REPO + "/actions/runs/5/attempts/2/jobs";
    private static final String COMPLETED = "{\"total_count\":1,\"jobs\":[{\"id\":1,\"status\":\"completed\"}]}";
    private static final Outcome MOVED =
            new Outcome.RedirectDenied(301, Map.of("location", "x"), "/repositories/42/pulls");

    private static final Lifetime MINUTE = Lifetime.of(Duration.ofMinutes(1), Duration.ofMinutes(10));

    private final Ladder ladder = new Ladder();
    private final ScriptedGitHub github = ladder.github;
    private final Desk desk = ladder.desk;

    @Test
    void followsARenamedRepositoryOnceItIsProvenPublic() {
        desk.identities.add("a");
        github.then(MOVED).then(json(200, "[]"));
        assertThat(ladder.fetch(REPO + "/pulls")).isInstanceOf(Fetched.Obtained.class);
        assertThat(github.calls).containsExactly("a " + REPO + "/pulls", "a /repositories/42/pulls");
        assertThat(desk.proofsAsked).containsExactly("octo-org/hello-world", "/42");
        assertThat(desk.settled).extracting(CallResult::status).containsExactly(200);
    }

    @Test
    void doesNotFollowARenamedRepositoryThatIsNotPublic() {
        desk.identities.add("a");
        desk.visibilityOf.put("/42", new RepoVisibility.Reply.NotPublic(NOW));
        github.then(MOVED);
        assertThat(reason(ladder.fetch(REPO + "/pulls"))).isEqualTo("repo_not_public");
        assertThat(github.calls).hasSize(1);
        assertThat(desk.settled).hasSize(1);
    }

    @Test
    void paysForBothCallsThatARenamedRepositoryTakes() {
        desk.identities.add("a");
        github.then(MOVED).then(json(200, "[]")).then(json(200, "[]"));
        ladder.fetch(REPO + "/pulls");
        ladder.fetch(REPO + "/pulls");
        assertThat(desk.settled).extracting(CallResult::calls).containsExactly(2, 1);
    }

    @Test
    void followsARenamedRepositoryWithEveryIdentityThatItTries() {
        desk.identities.addAll(List.of("limited", "good"));
        github.then(MOVED).then(refused(429, Map.of())).then(MOVED).then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls");
        assertThat(obtained.source()).isEqualTo(Source.identity("good", "pat"));
    }

    @Test
    void followsNoSecondRedirect() {
        desk.identities.add("a");
        github.then(MOVED).then(MOVED);
        assertThat(code(ladder.fetch(REPO + "/pulls"))).isEqualTo("github_redirect_denied");
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void asksForNoProofToFollowARenamedRepositoryAsThePublicReader() {
        Ladder reader = Ladder.withPublicReader();
        reader.github.then(MOVED).then(json(200, "[]"));
        assertThat(reader.fetch(REPO + "/pulls")).isInstanceOf(Fetched.Obtained.class);
        assertThat(reader.github.calls.getLast()).isEqualTo(READER + " /repositories/42/pulls");
        assertThat(reader.desk.proofsAsked).isEmpty();
    }

    @Test
    void downloadsALogFromWhereGitHubPoints() {
        desk.identities.add("a");
        github.then(redirectToLog("https://logs.example/x"));
        ladder.log = new Outcome.Answered(200, Map.of("etag", "\"blob\"", "set-cookie", "c"), Bytes.utf8("line 1\n"));
        Fetched.Obtained log = (Fetched.Obtained) ladder.fetch(LOGS, PROOF);

        assertThat(log.status()).isEqualTo(200);
        assertThat(log.headers().values())
                .isEqualTo(Map.of(
                        "content-type", "text/plain",
                        "x-ratelimit-remaining", "9",
                        "x-github-request-id", "r1"));
        assertThat(log.body().json().text()).isEqualTo("\"line 1\\n\"");
        assertThat(log.lifetime()).isNull();
        assertThat(ladder.downloads).containsExactly("https://logs.example/x");
        assertThat(desk.settled).containsExactly(new CallResult(302, null, null, null, null));
    }

    @Test
    void namesWhatIsWrongWithALog() {
        assertThat(code(fetchLog(Ladder.ELSEWHERE))).isEqualTo("github_log_redirect_denied");
        assertThat(ladder.downloads).isEmpty();
        ladder.log = new Outcome.RedirectDenied(302, Map.of(), null);
        assertThat(code(fetchLog("https://logs.example/x"))).isEqualTo("github_log_redirect_denied");
        Map<Outcome, String> reasons = Map.of(
                new Outcome.NotSent("no room"), "relay_overloaded",
                new Outcome.TooLarge(200, Map.of(), 9), "github_response_too_large",
                new Outcome.TimedOut(), "github_timeout",
                new Outcome.Unreachable("reset"), "github_unreachable");
        reasons.forEach((outcome, reason) -> {
            ladder.log = outcome;
            assertThat(reason(fetchLog("https://logs.example/x"))).isEqualTo(reason);
        });
        assertThat(code(fetchLog(""))).isEqualTo("github_log_redirect_missing");
        ladder.log = new Outcome.Answered(410, Map.of("content-type", "text/html"), Bytes.utf8("gone"));
        assertThat(((Fetched.Obtained) fetchLog("https://logs.example/x")).status())
                .isEqualTo(410);
    }

    @Test
    void takesTheRedirectAloneForTheWordThatAStoredLogIsStillThere() {
        desk.identities.add("a");
        github.then(redirectToLog("https://logs.example/x"));
        Validator stored = new Validator(Source.identity("z", "pat"), null, null);
        assertThat(ladder.fetch(request(LOGS, PROOF, stored, false))).isInstanceOf(Fetched.NotModified.class);
        github.then(redirectToLog(Ladder.ELSEWHERE));
        assertThat(code(ladder.fetch(request(LOGS, PROOF, stored, false)))).isEqualTo("github_log_redirect_denied");
        assertThat(ladder.downloads).isEmpty();
    }

    @Test
    void keepsTheJobsOfAnAttemptForLongOnceItIsProvenCompleted() {
        assertThat(freshnessOfJobs("{\"status\":\"completed\",\"run_attempt\":2}"))
                .isEqualTo(Duration.ofHours(1));
        assertThat(desk.reads.getFirst().request().target()).isEqualTo(REPO + "/actions/runs/5/attempts/2");
        assertThat(desk.reads.getFirst().proof()).isEqualTo(PROOF);
        for (String run : List.of(
                "{\"status\":\"in_progress\",\"run_attempt\":2}",
                "{\"status\":\"completed\",\"run_attempt\":1}",
                "[")) {
            assertThat(freshnessOfJobs(run)).as(run).isEqualTo(Duration.ofMinutes(1));
        }
        desk.read = null;
        github.then(json(200, COMPLETED));
        assertThat(desk.left).isEmpty();
        assertThat(ladder.fetch(JOBS, PROOF)).isInstanceOf(Fetched.Obtained.class);
    }

    @Test
    void keepsJobsForLongOnceTheirAttemptIsProvenWhenGitHubConfirmsThem() {
        assertThat(freshnessOfConfirmedJobs(MINUTE, run("completed"))).isEqualTo(Duration.ofHours(1));
        assertThat(freshnessOfConfirmedJobs(MINUTE, run("in_progress"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(desk.reads).hasSize(2);
    }

    @Test
    void asksForNoSecondProofOfAnAttemptWhenGitHubConfirmsItsJobs() {
        assertThat(freshnessOfConfirmedJobs(CachePolicy.settledJobs(Ladder.match(JOBS)), null))
                .isEqualTo(Duration.ofHours(1));
        assertThat(desk.reads).isEmpty();
    }

    @Test
    void leavesTimeToAnswerWithTheJobsWhateverBecomesOfTheProofOfTheirAttempt() {
        ladder.now = NOW.plusSeconds(22);
        assertThat(freshnessOfJobs("{\"status\":\"completed\",\"run_attempt\":2}"))
                .isEqualTo(Duration.ofHours(1));
        assertThat(desk.reads.getFirst().remaining()).isEqualTo(Duration.ofSeconds(2));
        ladder.now = NOW.plusSeconds(24);
        assertThat(freshnessOfJobs("{\"status\":\"completed\",\"run_attempt\":2}"))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(desk.reads).hasSize(1);
    }

    @Test
    void abortsTheCallUnderWayAndSettlesItWhenItIsCancelled() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            desk.identities.addAll(List.of("a", "b"));
            CompletableFuture<Outcome> call = github.thenWait();
            Climbing climbing = ladder.runBy(threads).start(request(REPO + "/pulls", PROOF, null, false));
            await().until(() -> !github.calls.isEmpty());
            climbing.cancel();
            climbing.result().toCompletableFuture().join();
            assertThat(call).isCancelled();
            assertThat(desk.settled).containsExactly(new CallResult(0, null, null, null, null));
            assertThat(github.calls).hasSize(1);
            assertThat(desk.leases).hasSize(1);
        }
    }

    @Test
    void leavesTheReadOfAnAttemptWhenItIsCancelled() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            desk.identities.add("a");
            desk.laterRead = new CompletableFuture<>();
            github.then(json(200, COMPLETED));
            Climbing climbing = ladder.runBy(threads).start(request(JOBS, PROOF, null, false));
            await().until(() -> !desk.reads.isEmpty());
            climbing.cancel();
            climbing.result().toCompletableFuture().join();
            assertThat(desk.left).isEqualTo(desk.reads).hasSize(1);
        }
    }

    @Test
    void givesBackALeaseThatIsGrantedAfterItWasCancelled() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Pool.LeaseReply> lease = new CompletableFuture<>();
            desk.laterLease = lease;
            Climbing climbing = ladder.runBy(threads).start(request(REPO + "/pulls", PROOF, null, false));
            await().until(() -> !desk.leases.isEmpty());
            climbing.cancel();
            climbing.result().toCompletableFuture().join();
            lease.complete(desk.leased("a"));
            assertThat(desk.settled).hasSize(1);
            assertThat(github.calls).isEmpty();
        }
    }

    @Test
    void tellsASecondaryLimitFromAMissingPermission() {
        Map<String, String> quotaLeft = Map.of("x-ratelimit-remaining", "4000", "x-ratelimit-reset", "1800000000");
        Outcome.Answered secondary = new Outcome.Answered(
                403, quotaLeft, Bytes.utf8("{\"message\":\"You have exceeded a secondary rate limit.\"}"));
        Outcome.Answered linked = new Outcome.Answered(
                403,
                quotaLeft,
                Bytes.utf8("{\"documentation_url\":\"https://docs.example/x#about-secondary-rate-limits\"}"));
        Outcome.Answered forbidden =
                new Outcome.Answered(403, quotaLeft, Bytes.utf8("{\"message\":\"Resource not accessible\"}"));
        assertThat(Verdict.refusedBecause(secondary)).contains(Refusal.Reason.GITHUB_RATE_LIMITED);
        assertThat(Verdict.refusedBecause(linked)).contains(Refusal.Reason.GITHUB_RATE_LIMITED);
        assertThat(Verdict.refusedBecause(forbidden)).contains(Refusal.Reason.GITHUB_IDENTITY_FORBIDDEN);
        assertThat(Verdict.retryAt(secondary, NOW)).isEqualTo(NOW.plusSeconds(60));
        assertThat(Verdict.retryAt(forbidden, NOW)).isNull();
        assertThat(Verdict.retryAt(refused(429, Map.of("retry-after", "5")), NOW))
                .isEqualTo(NOW.plusSeconds(5));
    }

    private static ReadReply run(String status) {
        return fresh("{\"status\":\"" + status + "\",\"run_attempt\":2}");
    }

    private static ReadReply fresh(String run) {
        return new ReadReply.Fresh(answer(run, Source.anonymous()), NOW.plusSeconds(60), PROOF);
    }

    private static Answer answer(String body, Source source) {
        return new Answer(
                200,
                "{}",
                "json",
                CompressedBody.of(body.getBytes(StandardCharsets.UTF_8)),
                source,
                "\"t\"",
                null,
                NOW);
    }

    /** How long stored jobs last that GitHub confirms; the given is the lifetime that they had. */
    private Duration freshnessOfConfirmedJobs(Lifetime given, @Nullable ReadReply run) {
        desk.identities.clear();
        desk.identities.add("a");
        desk.read = run;
        github.then(unchanged(Map.of()));
        Source source = Source.identity("a", "pat");
        FetchRequest plain = request(JOBS, PROOF, new Validator(source, "\"t\"", null), false);
        Fetched.NotModified confirmed = (Fetched.NotModified) ladder.fetch(new FetchRequest(
                plain.pool(),
                plain.request(),
                plain.match(),
                plain.tokenFree(),
                plain.proof(),
                plain.stored(),
                new Basis(answer(COMPLETED, source), given),
                false,
                plain.deadline()));
        return Objects.requireNonNull(confirmed.lifetime()).fresh();
    }

    private Duration freshnessOfJobs(String run) {
        desk.identities.clear();
        desk.identities.add("a");
        desk.read = fresh(run);
        github.then(json(200, COMPLETED));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(JOBS, PROOF);
        return Objects.requireNonNull(obtained.lifetime()).fresh();
    }

    private Fetched fetchLog(String location) {
        desk.identities.clear();
        desk.identities.add("a");
        github.then(redirectToLog(location));
        return ladder.fetch(LOGS, PROOF);
    }

    private static Outcome redirectToLog(String location) {
        return new Outcome.RedirectDenied(
                302,
                Map.of(
                        "location",
                        location,
                        "x-ratelimit-remaining",
                        "9",
                        "x-github-request-id",
                        "r1",
                        "etag",
                        "\"e\""),
                null);
    }
}
