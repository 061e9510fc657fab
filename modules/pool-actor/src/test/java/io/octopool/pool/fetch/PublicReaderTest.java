package io.octopool.pool.fetch;

import static io.octopool.pool.fetch.Ladder.NOW;
import static io.octopool.pool.fetch.Ladder.PROOF;
import static io.octopool.pool.fetch.Ladder.READER;
import static io.octopool.pool.fetch.Ladder.REPO;
import static io.octopool.pool.fetch.Ladder.code;
import static io.octopool.pool.fetch.Ladder.reason;
import static io.octopool.pool.fetch.Ladder.request;
import static io.octopool.pool.fetch.Ladder.search;
import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static io.octopool.pool.fetch.ScriptedGitHub.unchanged;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The rungs that see only what everybody sees. */
class PublicReaderTest {

    private final Ladder ladder = Ladder.withPublicReader();
    private final ScriptedGitHub github = ladder.github;
    private final Desk desk = ladder.desk;

    @Test
    void isTheFirstTransportAndProvesTheRepositoryPublic() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls");

        assertThat(obtained.source()).isEqualTo(Source.publicReader());
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(obtained.lifetime()).isNotNull();
        assertThat(github.calls).containsExactly(READER + " " + REPO + "/pulls");
        assertThat(desk.observed).containsExactly("octo-org/hello-world");
        assertThat(desk.publiclySettled).extracting(CallResult::status).containsExactly(200);
        assertThat(desk.proofsAsked).isEmpty();
        assertThat(desk.leases).isEmpty();
    }

    @Test
    void isNotWaitedForWhereAnIdentityCanRead() {
        desk.identities.add("a");
        desk.publicReply = CompletableFuture.completedStage(new ReserveReply.Busy(NOW.plusSeconds(1)));
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls");
        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
        assertThat(desk.patiences).containsExactly(Duration.ZERO);
    }

    @Test
    void isWaitedForWhereNobodyElseCanRead() {
        desk.publicReply = CompletableFuture.completedStage(new ReserveReply.Busy(NOW.plusSeconds(1)));
        assertThat(reason(ladder.fetch(REPO + "/releases"))).isEqualTo("web_only_unavailable");
        assertThat(reason(ladder.fetch(REPO + "/pulls"))).isEqualTo("no_identity");
        assertThat(desk.patiences).containsExactly(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(10));
        assertThat(github.calls).isEmpty();
    }

    @Test
    void isWaitedForWhereTheIdentitiesRestOrNoneMayRead() {
        desk.restingUntil = NOW.plusSeconds(60);
        desk.publicReplies.add(new ReserveReply.Busy(NOW.plusSeconds(1)));
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.source()).isEqualTo(Source.publicReader());
        assertThat(desk.patiences).containsExactly(Duration.ZERO, Duration.ofSeconds(10));

        desk.publicReplies.add(new ReserveReply.Busy(NOW.plusSeconds(1)));
        github.then(json(200, "{}"));
        assertThat(ladder.fetch("/users/carol")).isInstanceOf(Fetched.Obtained.class);
    }

    @Test
    void isPassedByWhenItsBudgetDoesNotAnswer() {
        desk.identities.add("a");
        desk.publicReply = CompletableFuture.failedStage(new TimeoutException("no answer"));
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls");
        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
    }

    @Test
    void asksNothingOfGitHubForARepositoryKnownNotToBePublic() {
        desk.known = new RepoVisibility.Reply.NotPublic(NOW.plusSeconds(60));
        for (String path : List.of("/pulls", "/releases")) {
            assertThat(reason(ladder.fetch(REPO + path))).isEqualTo("repo_not_public");
        }
        assertThat(github.calls).isEmpty();

        github.then(json(200, "[]"));
        ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(desk.knownAsked).isEqualTo(2);
    }

    @Test
    void takesAConfirmationForAProofToo() {
        Validator stored = new Validator(Source.publicReader(), "\"t\"", null);
        github.then(unchanged(Map.of()));
        Fetched.NotModified unchanged =
                (Fetched.NotModified) ladder.fetch(request(REPO + "/pulls", null, stored, false));
        assertThat(unchanged.proof()).isEqualTo(PROOF);
        assertThat(github.headers.getFirst()).containsEntry("if-none-match", "\"t\"");
    }

    @Test
    void sendsNoValidatorThatAnIdentityEarned() {
        github.then(json(200, "[]"));
        ladder.fetch(request(REPO + "/pulls", null, new Validator(Source.identity("a", "pat"), "\"t\"", null), false));
        assertThat(github.headers.getFirst()).doesNotContainKey("if-none-match");
    }

    @Test
    void asksWhetherTheRepositoryIsPublicWhereSomethingSeemsNotToBeThere() {
        github.then(json(404, "{}"));
        Fetched.Obtained missing = (Fetched.Obtained) ladder.fetch(REPO + "/pulls/7");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.proof()).isEqualTo(PROOF);
        assertThat(desk.proofsAsked).hasSize(1);

        desk.visibility = new RepoVisibility.Reply.NotPublic(NOW);
        github.then(json(404, "{}"));
        assertThat(reason(ladder.fetch(REPO + "/pulls/7"))).isEqualTo("repo_not_public");
    }

    @Test
    void givesWayToAnIdentityWhenItIsRefusedUsedUpOrFailing() {
        desk.identities.add("a");
        for (Outcome outcome : List.of(
                refused(403, Map.of("x-ratelimit-remaining", "0")),
                refused(401, Map.of()),
                json(503, "{}"),
                new Outcome.TimedOut(),
                new Outcome.Unreachable("reset"))) {
            github.then(outcome).then(json(200, "[]"));
            assertThat(((Fetched.Obtained) ladder.fetch(REPO + "/pulls")).source())
                    .as(outcome.toString())
                    .isEqualTo(Source.identity("a", "pat"));
        }
        desk.publicUntil = NOW.plusSeconds(60);
        github.calls.clear();
        github.then(json(200, "[]"));
        ladder.fetch(REPO + "/pulls");
        assertThat(github.calls).containsExactly("a " + REPO + "/pulls");
    }

    @Test
    void isNotFollowedByTheAnonymousApi() {
        github.then(refused(429, Map.of("retry-after", "30")));
        Fetched.GaveUp gaveUp = Ladder.gaveUp(ladder.fetch(REPO + "/pulls"));
        assertThat(gaveUp.refusal().reason()).isEqualTo("no_identity");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(30));
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void tellsOfItsOwnFailureWhereThePoolHasNobody() {
        github.then(json(502, "{}"));
        assertThat(((Fetched.Obtained) ladder.fetch(REPO + "/pulls")).status()).isEqualTo(502);
        github.then(new Outcome.Unreachable("reset"));
        assertThat(reason(ladder.fetch(REPO + "/pulls"))).isEqualTo("github_unreachable");
    }

    @Test
    void servesWhatNoIdentityMay() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        assertThat(((Fetched.Obtained) ladder.fetch("/users/carol/orgs")).source())
                .isEqualTo(Source.publicReader());
        github.then(json(502, "{}"));
        assertThat(((Fetched.Obtained) ladder.fetch("/users/carol/orgs")).status())
                .isEqualTo(502);
        github.then(refused(401, Map.of()));
        assertThat(reason(ladder.fetch("/users/carol/orgs"))).isEqualTo("web_only_unavailable");
        assertThat(desk.leases).isEmpty();
    }

    @Test
    void provesASearchedRepositoryBeforeItsAnswerIsKept() {
        github.then(json(200, "{\"items\":[]}"));
        assertThat(((Fetched.Obtained) ladder.fetch(search(null, null, false))).proof())
                .isEqualTo(PROOF);
        assertThat(desk.observed).isEmpty();
        assertThat(desk.proofsAsked).containsExactly("octo-org/hello-world");

        desk.visibility = new RepoVisibility.Reply.Undecided(RepoVisibility.Reply.Cause.UNREACHABLE);
        github.then(json(200, "{\"items\":[]}"));
        assertThat(((Fetched.Obtained) ladder.fetch(search(null, null, false))).lifetime())
                .isNull();
    }

    @Test
    void servesTokenFreeSearchesWithoutAnyIdentityOrTheVerifier() {
        desk.identities.add("a");
        github.then(json(200, "{\"private\":false}")).then(json(200, "{\"items\":[]}"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(search(null, null, true));
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(github.calls.getFirst()).isEqualTo(READER + " " + REPO);
        assertThat(github.calls).hasSize(2);
        assertThat(desk.reserved).containsExactly("core", "search");

        desk.known = new RepoVisibility.Reply.Public(PROOF);
        github.then(json(200, "{\"items\":[]}"));
        ladder.fetch(search(null, null, true));
        assertThat(github.calls).hasSize(3);
        assertThat(desk.leases).isEmpty();
        assertThat(desk.proofsAsked).isEmpty();
    }

    @Test
    void provesNoMoreThanTheRepositoryWhereTheStoredAnswerToASearchIsFresh() {
        FetchRequest search = search(null, new Validator(Source.publicReader(), "\"t\"", null), true);
        FetchRequest fresh = new FetchRequest(
                search.pool(),
                search.request(),
                search.match(),
                search.tokenFree(),
                search.proof(),
                search.stored(),
                null,
                true,
                search.deadline());
        github.then(json(200, "{\"private\":false}"));
        assertThat(ladder.fetch(fresh)).isEqualTo(new Fetched.Proven(PROOF));
        assertThat(github.calls).containsExactly(READER + " " + REPO);

        desk.known = new RepoVisibility.Reply.Public(PROOF);
        assertThat(ladder.fetch(fresh)).isEqualTo(new Fetched.Proven(PROOF));
        assertThat(github.calls).hasSize(1);
        assertThat(desk.proofsAsked).isEmpty();
    }

    @Test
    void refusesTokenFreeSearchesThatItCannotServe() {
        desk.identities.add("a");
        github.then(json(404, "{}"));
        assertThat(reason(ladder.fetch(search(null, null, true)))).isEqualTo("repo_not_public");
        github.then(json(500, "{}"));
        assertThat(code(ladder.fetch(search(null, null, true)))).isEqualTo("token_free_unavailable");
        for (Outcome outcome : List.of(refused(429, Map.of()), json(502, "{}"), new Outcome.TimedOut())) {
            github.then(outcome);
            Fetched.GaveUp gaveUp = Ladder.gaveUp(ladder.fetch(search(PROOF, null, true)));
            assertThat(gaveUp.refusal().httpStatus()).isEqualTo(503);
            assertThat(gaveUp.refusal().staleReason()).contains("web_only_unavailable");
            assertThat(gaveUp.proof()).isEqualTo(PROOF);
        }
        desk.publicUntil = NOW.plusSeconds(60);
        assertThat(code(ladder.fetch(search(PROOF, null, true)))).isEqualTo("token_free_unavailable");
        assertThat(desk.leases).isEmpty();
        assertThat(desk.proofsAsked).isEmpty();
    }
}
