package io.octopool.pool.fetch;

import static io.octopool.pool.fetch.Ladder.NOW;
import static io.octopool.pool.fetch.Ladder.PROOF;
import static io.octopool.pool.fetch.Ladder.REPO;
import static io.octopool.pool.fetch.Ladder.code;
import static io.octopool.pool.fetch.Ladder.gaveUp;
import static io.octopool.pool.fetch.Ladder.match;
import static io.octopool.pool.fetch.Ladder.reason;
import static io.octopool.pool.fetch.Ladder.request;
import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static io.octopool.pool.fetch.ScriptedGitHub.unchanged;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.github.request.RequestQuery;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rung of the pooled identities, and the anonymous API where no public reader is configured. */
class FetchLadderTest {

    private static final Proof BRIEF = new Proof(1, NOW, NOW.plusSeconds(1));

    private final Ladder ladder = new Ladder();
    private final ScriptedGitHub github = ladder.github;
    private final Desk desk = ladder.desk;

    @Test
    void readsWithAnIdentityUnderAProof() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls");

        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(obtained.leaseReason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
        assertThat(desk.settled).extracting(CallResult::status).containsExactly(200);
        assertThat(desk.proofsAsked).containsExactly("octo-org/hello-world");
        assertThat(desk.reserved).isEmpty();
    }

    @Test
    void asksForNoProofWhenTheReaderBringsOne() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(desk.proofsAsked).isEmpty();
    }

    @Test
    void neverSendsACredentialForARepositoryThatIsNotProvenPublic() {
        desk.identities.add("a");
        for (RepoVisibility.Reply reply : List.of(
                new RepoVisibility.Reply.NotPublic(NOW),
                new RepoVisibility.Reply.Undecided(RepoVisibility.Reply.Cause.UNANSWERED),
                new RepoVisibility.Reply.Undecided(RepoVisibility.Reply.Cause.UNREACHABLE))) {
            desk.visibility = reply;
            assertThat(gaveUp(ladder.fetch(REPO + "/pulls")).asked()).isFalse();
        }
        assertThat(github.calls).isEmpty();
        assertThat(desk.leases).isEmpty();
    }

    @Test
    void showsNothingThatAnIdentityReadOfARepositoryThatCeasedToBePublicMeanwhile() {
        desk.identities.add("a");
        for (RepoVisibility.Reply word : List.of(
                new RepoVisibility.Reply.NotPublic(NOW.plusSeconds(60)),
                new RepoVisibility.Reply.Public(new Proof(2, NOW, NOW.plusSeconds(30))))) {
            desk.known = word;
            for (Outcome outcome : List.of(json(200, "[]"), json(404, "{}"), unchanged(Map.of()))) {
                github.then(outcome);
                Validator stored = new Validator(Source.identity("a", "pat"), "\"t\"", null);
                assertThat(reason(ladder.fetch(request(REPO + "/pulls", PROOF, stored, false))))
                        .as("%s after %s", word, outcome)
                        .isEqualTo("repo_not_public");
            }
        }
        assertThat(github.calls).hasSize(6);
    }

    @Test
    void showsWhatWasReadUnderAProofThatHoldsWhereNobodyTellsWhatIsKnown() {
        desk.identities.add("a");
        desk.knownIsSilent = true;
        github.then(json(200, "[]"));
        assertThat(ladder.fetch(REPO + "/pulls", PROOF)).isInstanceOf(Fetched.Obtained.class);

        github.then(json(200, "[]"), () -> ladder.now = BRIEF.expiresAt());
        assertThat(reason(ladder.fetch(REPO + "/pulls", BRIEF))).isEqualTo("relay_overloaded");
    }

    @Test
    void showsWhatWasReadUnderAProofThatRanOutMeanwhileWhereNothingElseIsKnown() {
        desk.identities.add("a");
        github.then(json(200, "[]"), () -> ladder.now = BRIEF.expiresAt());
        assertThat(((Fetched.Obtained) ladder.fetch(REPO + "/pulls", BRIEF)).proof())
                .isEqualTo(BRIEF);
    }

    @Test
    void asksNobodyAboutARepositoryWhoseNameCannotExist() {
        desk.identities.add("a");
        assertThat(reason(ladder.fetch("/repos/" + "o".repeat(40) + "/r/pulls")))
                .isEqualTo("repo_not_public");
        assertThat(reason(ladder.fetch("/repos/o/" + "r".repeat(101) + "/releases")))
                .isEqualTo("repo_not_public");
        assertThat(desk.proofsAsked).isEmpty();
        assertThat(desk.knownAsked).isZero();
    }

    @Test
    void triesTheNextIdentityWhenOneIsRefusedMisconfiguredOrMetByAFailure() {
        desk.identities.addAll(List.of("limited", "broken", "unlucky", "slow", "good"));
        github.then(refused(429, Map.of()))
                .then(json(502, "{}"))
                .then(new Outcome.TimedOut())
                .then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF);

        assertThat(obtained.source()).isEqualTo(Source.identity("good", "pat"));
        assertThat(desk.settled).hasSize(5);
    }

    @Test
    void triesTheNextIdentityWhenGitHubGivesNoTokenAndSaysWhyIfThereIsNone() {
        CallResult limited = new CallResult(403, null, null, Duration.ofSeconds(30), null);
        ladder.unusable.put("limited", new Credentials.Answer.Unusable(Refusal.Reason.GITHUB_RATE_LIMITED, limited));
        desk.identities.addAll(List.of("limited", "good"));
        github.then(json(200, "[]"));
        assertThat(ladder.fetch(REPO + "/pulls", PROOF)).isInstanceOf(Fetched.Obtained.class);
        assertThat(desk.settled).first().isEqualTo(limited);
        assertThat(ladder.patiences).containsOnly(Duration.ofSeconds(10));

        desk.identities.remove("good");
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch(REPO + "/pulls", PROOF));
        assertThat(gaveUp.refusal().is(Refusal.Reason.GITHUB_RATE_LIMITED)).isTrue();
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void leasesAgainWhereTheLeaseWasSpentOnTheCredential() {
        ladder.unknown.add("a");
        desk.identities.add("a");
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
        assertThat(desk.leases).hasSize(2);
        assertThat(desk.settled).hasSize(2).first().isEqualTo(Ladder.SPENT);
    }

    @Test
    void saysThatItIsOverloadedWhereEveryIdentityIsBusy() {
        desk.laterLease = CompletableFuture.completedFuture(new Pool.LeaseReply.Saturated(NOW.plusSeconds(3)));
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch(REPO + "/pulls", PROOF));
        assertThat(gaveUp.refusal().reason()).isEqualTo("relay_overloaded");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(3));
        assertThat(gaveUp.refusal().staleReason()).contains("relay_overloaded");
    }

    @Test
    void tellsWhoMintsWhenACredentialIsOver() {
        desk.identities.addAll(List.of("unknown", "suspended", "forbidden", "good"));
        github.then(json(401, "{}"))
                .then(json(403, "{\"message\":\"This installation has been suspended\"}"))
                .then(json(403, "{}"))
                .then(json(200, "[]"));
        assertThat(ladder.fetch(REPO + "/pulls", PROOF)).isInstanceOf(Fetched.Obtained.class);
        assertThat(ladder.refused).containsExactly("unknown", "suspended");
    }

    @Test
    void doesNotWearOutThePoolWhereGitHubItselfFails() {
        desk.identities.addAll(List.of("a", "b", "c", "d", "e"));
        github.then(json(502, "{}")).then(new Outcome.Unreachable("reset")).then(json(503, "{}"));
        assertThat(((Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF)).status())
                .isEqualTo(503);
        assertThat(github.calls).hasSize(3);
        github.then(refused(503, Map.of("retry-after", "1")))
                .then(refused(503, Map.of("retry-after", "1")))
                .then(refused(503, Map.of("retry-after", "1")));
        assertThat(ladder.fetch(REPO + "/pulls", PROOF)).isInstanceOf(Fetched.GaveUp.class);
        assertThat(github.calls).hasSize(6);
    }

    @Test
    void givesTheLastReasonWhenEveryIdentityWasRefused() {
        desk.identities.addAll(List.of("a", "b"));
        github.then(refused(401, Map.of()))
                .then(refused(403, Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1800000000")));
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch(REPO + "/pulls", PROOF));
        assertThat(gaveUp.refusal().reason()).isEqualTo("github_identity_depleted");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(java.time.Instant.ofEpochSecond(1_800_000_000));
        assertThat(gaveUp.identityId()).isEqualTo("b");
        assertThat(gaveUp.proof()).isEqualTo(PROOF);
        assertThat(gaveUp.asked()).isTrue();
    }

    @Test
    void passesGitHubsServerErrorOnUncachedWhenNobodyFaresBetter() {
        desk.identities.add("a");
        github.then(json(502, "{\"message\":\"Server Error\"}"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.status()).isEqualTo(502);
        assertThat(obtained.lifetime()).isNull();
    }

    @Test
    void namesWhatWentWrongWithTheCall() {
        Map<Outcome, String> reasons = Map.of(
                new Outcome.TimedOut(), "github_timeout",
                new Outcome.Unreachable("refused"), "github_unreachable",
                new Outcome.NotSent("a header"), "github_unreachable",
                new Outcome.TooLarge(200, Map.of(), 9), "github_response_too_large");
        reasons.forEach((outcome, reason) -> {
            desk.identities.clear();
            desk.identities.add("a");
            github.then(outcome);
            assertThat(reason(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo(reason);
        });
        desk.identities.add("b");
        github.then(new Outcome.RedirectDenied(301, Map.of("location", "/elsewhere"), null));
        assertThat(code(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo("github_redirect_denied");
    }

    @Test
    void takesNothingThatNoEnvelopeCouldHold() {
        desk.identities.add("a");
        github.then(json(200, "[\"" + "x".repeat(8 << 20) + "\"]"));
        assertThat(reason(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo("github_response_too_large");
    }

    @Test
    void asksAnonymouslyWhereThePoolHasNobodyAndTakesTheAnswerForAProof() {
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.source()).isEqualTo(Source.anonymous());
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(github.calls).containsExactly("anonymous " + REPO + "/pulls");
        assertThat(desk.observed).containsExactly("octo-org/hello-world");
        assertThat(desk.reserved).containsExactly("core");
    }

    @Test
    void asksForNoProofBeforeItAsksAnonymously() {
        github.then(json(200, "[]"));
        assertThat(((Fetched.Obtained) ladder.fetch(REPO + "/pulls")).proof()).isEqualTo(PROOF);
        assertThat(github.calls).containsExactly("anonymous " + REPO + "/pulls");
        assertThat(desk.proofsAsked).isEmpty();
        assertThat(desk.leases).isEmpty();

        desk.known = new RepoVisibility.Reply.NotPublic(NOW.plusSeconds(60));
        assertThat(reason(ladder.fetch(REPO + "/pulls"))).isEqualTo("repo_not_public");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void asksForNoProofWhereNobodyCanReadUnderIt() {
        github.then(refused(429, Map.of()));
        assertThat(reason(ladder.fetch(REPO + "/pulls"))).isEqualTo("no_identity");
        assertThat(desk.proofsAsked).isEmpty();
    }

    @Test
    void doesNotAskAnonymouslyWhereThePoolHasSomebody() {
        desk.identities.add("a");
        github.then(refused(401, Map.of()));
        assertThat(reason(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo("github_identity_unauthorized");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void neverSpendsAnIdentityOnReleases() {
        desk.identities.add("a");
        github.then(refused(403, Map.of("x-ratelimit-remaining", "0")));
        assertThat(reason(ladder.fetch(REPO + "/releases"))).isEqualTo("web_only_unavailable");
        assertThat(desk.leases).isEmpty();
        assertThat(desk.proofsAsked).isEmpty();
    }

    @Test
    void readsProfilesAnonymouslyAndSpendsAnIdentityOnlyWhenThatQuotaIsGone() {
        desk.identities.add("a");
        github.then(refused(429, Map.of())).then(json(200, "{\"login\":\"carol\"}"));
        assertThat(((Fetched.Obtained) ladder.fetch("/users/carol")).source()).isEqualTo(Source.identity("a", "pat"));

        github.then(refused(401, Map.of()));
        assertThat(reason(ladder.fetch("/users/carol"))).isEqualTo("github_identity_unauthorized");
        assertThat(desk.leases).hasSize(1);
    }

    @Test
    void keepsTheAnonymousReasonWhenThePoolFailsToo() {
        desk.identities.add("a");
        desk.publicUntil = NOW.plusSeconds(600);
        github.then(refused(401, Map.of()));
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch("/users/carol"));
        assertThat(gaveUp.refusal().reason()).isEqualTo("github_rate_limited");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(600));
        assertThat(github.calls).containsExactly("a /users/carol");
    }

    @Test
    void saysWhenRestingIdentitiesAreUsableAgain() {
        desk.identities.add("a");
        desk.restingUntil = NOW.plusSeconds(90);
        github.then(refused(401, Map.of()));
        assertThat(reason(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo("github_identity_unauthorized");

        desk.identities.clear();
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch(REPO + "/pulls", PROOF));
        assertThat(gaveUp.refusal().reason()).isEqualTo("identities_cooling_down");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(90));
        assertThat(gaveUp.asked()).isFalse();
    }

    @Test
    void callsNobodyOnceTheDeadlineIsReached() {
        desk.identities.add("a");
        FetchRequest late =
                request(REPO + "/pulls", RequestQuery.NONE, match(REPO + "/pulls"), PROOF, null, false, NOW);
        assertThat(reason(ladder.fetch(late))).isEqualTo("github_timeout");
        assertThat(github.calls).isEmpty();
    }

    @Test
    void countsNoCallForAFailureThatTheReaderLeftTooLittleTime() {
        desk.identities.add("a");
        for (int seconds : List.of(15, 14)) {
            github.then(new Outcome.TimedOut());
            ladder.fetch(request(
                    REPO + "/pulls",
                    RequestQuery.NONE,
                    match(REPO + "/pulls"),
                    PROOF,
                    null,
                    false,
                    NOW.plusSeconds(seconds)));
        }
        assertThat(desk.settled).containsExactly(CallResult.failed(CallResult.Failure.TIMEOUT), CallResult.abandoned());
    }

    @Test
    void saysThatNothingWasSentWhereTheCredentialTookAllTheTime() {
        desk.identities.add("a");
        ladder.credentialTakes = Duration.ofSeconds(25);
        assertThat(reason(ladder.fetch(REPO + "/pulls", PROOF))).isEqualTo("github_timeout");
        assertThat(desk.settled).containsExactly(CallResult.failed(CallResult.Failure.NOT_SENT));
        assertThat(github.calls).isEmpty();
    }

    @Test
    void sendsAValidatorOnlyWithTheIdentityThatEarnedItAndPrefersThatOne() {
        Validator stored = new Validator(Source.identity("b", "pat"), "\"t\"", "Sun, 01 Mar 2026 00:00:00 GMT");
        desk.identities.addAll(List.of("a", "b"));
        github.then(json(500, "{}")).then(unchanged(Map.of("x-ratelimit-remaining", "7")));
        Fetched.NotModified unchanged =
                (Fetched.NotModified) ladder.fetch(request(REPO + "/pulls", PROOF, stored, false));

        assertThat(unchanged.source()).isEqualTo(stored.source());
        assertThat(unchanged.proof()).isEqualTo(PROOF);
        assertThat(unchanged.headers().values()).isEqualTo(Map.of("x-ratelimit-remaining", "7"));
        assertThat(desk.leases.getFirst().preferred()).isEqualTo("b");
        assertThat(github.headers.getFirst()).doesNotContainKeys("if-none-match", "if-modified-since");
        assertThat(github.headers.getLast())
                .containsEntry("if-none-match", "\"t\"")
                .doesNotContainKey("if-modified-since");
    }

    @Test
    void fallsBackToTheDateWhereGitHubSentNoTag() {
        Validator stored = new Validator(Source.identity("a", "pat"), null, "Sun, 01 Mar 2026 00:00:00 GMT");
        desk.identities.add("a");
        github.then(unchanged(Map.of()));
        assertThat(ladder.fetch(request(REPO + "/pulls", PROOF, stored, false)))
                .isInstanceOf(Fetched.NotModified.class);
        assertThat(github.headers.getFirst()).containsEntry("if-modified-since", stored.lastModified());
    }

    @Test
    void asksForAProofBeforeItGivesUpOnAStoredAnswer() {
        Validator stored = new Validator(Source.anonymous(), null, null);
        github.then(refused(429, Map.of("retry-after", "60")));
        Fetched.GaveUp gaveUp = gaveUp(ladder.fetch(request(REPO + "/releases", null, stored, false)));
        assertThat(gaveUp.refusal().reason()).isEqualTo("web_only_unavailable");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(gaveUp.proof()).isEqualTo(PROOF);

        desk.visibility = new RepoVisibility.Reply.NotPublic(NOW.plusSeconds(60));
        github.then(refused(429, Map.of()));
        assertThat(reason(ladder.fetch(request(REPO + "/releases", null, stored, false))))
                .isEqualTo("repo_not_public");
    }

    @Test
    void proposesTheBudgetOfTheRoute() {
        desk.identities.add("a");
        github.then(json(200, "{\"items\":[]}"));
        ladder.fetch(Ladder.search(PROOF, null, false));
        assertThat(desk.leases.getFirst().resource()).isEqualTo("search");
        assertThat(desk.leases.getFirst().remaining()).isEqualTo(Duration.ofSeconds(25));
        github.then(json(200, "{\"items\":[]}"));
        ladder.fetch(request("/search/code", PROOF, null, false));
        assertThat(desk.leases.getLast().resource()).isEqualTo("code_search");
    }

    @Test
    void fetchesPlainlyWhenTheIdentityThatEarnedTheValidatorHasNoCredential() {
        Validator stored = new Validator(Source.identity("broken", "pat"), "\"t\"", null);
        desk.identities.addAll(List.of("broken", "a"));
        github.then(json(200, "[2]"));
        Fetched.Obtained obtained = (Fetched.Obtained) ladder.fetch(request(REPO + "/pulls", PROOF, stored, false));
        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
        assertThat(github.headers).hasSize(1);
        assertThat(github.headers.getFirst()).doesNotContainKey("if-none-match");
    }
}
