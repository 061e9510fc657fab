package io.octopool.pool.fetch;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Credential;
import io.octopool.github.client.Outcome;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.pool.cache.Source;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FetchLadderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Proof PROOF = new Proof(1, NOW, NOW.plusSeconds(30));
    private static final String REPO = "/repos/octo-org/hello-world";

    private final ScriptedGitHub github = new ScriptedGitHub();
    private final Desk desk = new Desk();
    private final FetchLadder ladder = new FetchLadder(
            github,
            identity -> identity.id().equals("broken")
                    ? Optional.empty()
                    : Optional.of(new Credential.Bearer(identity.id())),
            desk,
            Runnable::run,
            Duration.ofSeconds(15),
            InstantSource.fixed(NOW));

    @Test
    void readsWithAnIdentityUnderAProof() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) fetch(REPO + "/pulls", null);

        assertThat(obtained.source()).isEqualTo(Source.identity("a", "pat"));
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(obtained.leaseReason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
        assertThat(desk.settled).extracting(CallResult::status).containsExactly(200);
        assertThat(desk.proofsAsked).isEqualTo(1);
    }

    @Test
    void asksForNoProofWhenTheReaderBringsOne() {
        desk.identities.add("a");
        github.then(json(200, "[]"));
        fetch(REPO + "/pulls", PROOF);
        assertThat(desk.proofsAsked).isZero();
    }

    @Test
    void neverSendsACredentialForARepositoryThatIsNotProvenPublic() {
        desk.identities.add("a");
        for (RepoVisibility.Reply reply : List.of(
                new RepoVisibility.Reply.NotPublic(NOW),
                new RepoVisibility.Reply.Undecided(false),
                new RepoVisibility.Reply.Undecided(true))) {
            desk.visibility = reply;
            assertThat(fetch(REPO + "/pulls", null)).isInstanceOf(Fetched.GaveUp.class);
        }
        assertThat(github.calls).isEmpty();
        assertThat(desk.leases).isZero();
    }

    @Test
    void asksNobodyAboutARepositoryWhoseNameCannotExist() {
        desk.identities.add("a");
        assertThat(reason(fetch("/repos/" + "o".repeat(40) + "/r/pulls", null))).isEqualTo("repo_not_public");
        assertThat(reason(fetch("/repos/o/" + "r".repeat(101) + "/pulls", null)))
                .isEqualTo("repo_not_public");
        assertThat(desk.proofsAsked).isZero();
    }

    @Test
    void triesTheNextIdentityWhenOneIsRefusedMisconfiguredOrMetByAServerError() {
        desk.identities.addAll(List.of("limited", "broken", "unlucky", "good"));
        github.then(refused(429, Map.of())).then(json(502, "{}")).then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) fetch(REPO + "/pulls", PROOF);

        assertThat(obtained.source()).isEqualTo(Source.identity("good", "pat"));
        assertThat(desk.settled).hasSize(4);
    }

    @Test
    void givesTheLastReasonWhenEveryIdentityWasRefused() {
        desk.identities.addAll(List.of("a", "b"));
        github.then(refused(401, Map.of()))
                .then(refused(403, Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1800000000")));
        assertThat(reason(fetch(REPO + "/pulls", PROOF))).isEqualTo("github_identity_depleted");
    }

    @Test
    void passesGitHubsServerErrorOnUncachedWhenNobodyFaresBetter() {
        desk.identities.add("a");
        github.then(json(502, "{\"message\":\"Server Error\"}"));
        Fetched.Obtained obtained = (Fetched.Obtained) fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.status()).isEqualTo(502);
        assertThat(obtained.lifetime()).isNull();
    }

    @Test
    void namesWhatWentWrongWithTheCall() {
        Map<Outcome, String> reasons = Map.of(
                new Outcome.TimedOut(), "github_timeout",
                new Outcome.Unreachable("refused"), "github_unreachable",
                new Outcome.TooLarge(200, Map.of(), 9), "github_response_too_large");
        reasons.forEach((outcome, reason) -> {
            desk.identities.clear();
            desk.identities.add("a");
            github.then(outcome);
            assertThat(reason(fetch(REPO + "/pulls", PROOF))).isEqualTo(reason);
        });
        desk.identities.add("b");
        github.then(new Outcome.RedirectDenied(301, Map.of("location", "/elsewhere"), null));
        assertThat(((Fetched.GaveUp) fetch(REPO + "/pulls", PROOF)).refusal().code())
                .isEqualTo("github_redirect_denied");
    }

    @Test
    void asksAnonymouslyWhereThePoolHasNobodyAndTakesTheAnswerForAProof() {
        github.then(json(200, "[]"));
        Fetched.Obtained obtained = (Fetched.Obtained) fetch(REPO + "/pulls", PROOF);
        assertThat(obtained.source()).isEqualTo(Source.anonymous());
        assertThat(obtained.proof()).isEqualTo(PROOF);
        assertThat(github.calls).containsExactly("anonymous " + REPO + "/pulls");
        assertThat(desk.observed).containsExactly("octo-org/hello-world");
    }

    @Test
    void neverSpendsAnIdentityOnReleases() {
        desk.identities.add("a");
        github.then(refused(403, Map.of("x-ratelimit-remaining", "0")));
        assertThat(reason(fetch(REPO + "/releases", PROOF))).isEqualTo("web_only_unavailable");
        assertThat(desk.leases).isZero();
    }

    @Test
    void readsProfilesAnonymouslyAndSpendsAnIdentityOnlyWhenThatQuotaIsGone() {
        desk.identities.add("a");
        github.then(refused(429, Map.of())).then(json(200, "{\"login\":\"carol\"}"));
        assertThat(((Fetched.Obtained) fetch("/users/carol", null)).source()).isEqualTo(Source.identity("a", "pat"));

        github.then(refused(401, Map.of()));
        assertThat(reason(fetch("/users/carol", null))).isEqualTo("github_identity_unauthorized");
    }

    @Test
    void saysWhenRestingIdentitiesAreUsableAgain() {
        desk.restingUntil = NOW.plusSeconds(90);
        Fetched.GaveUp gaveUp = (Fetched.GaveUp) fetch(REPO + "/pulls", PROOF);
        assertThat(gaveUp.refusal().reason()).isEqualTo("identities_cooling_down");
        assertThat(gaveUp.refusal().retryAt()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void callsNobodyOnceTheDeadlineIsReached() {
        desk.identities.add("a");
        FetchRequest late =
                new FetchRequest("p", request(REPO + "/pulls"), match(REPO + "/pulls"), false, PROOF, null, NOW);
        assertThat(reason(ladder.fetch(late).toCompletableFuture().join())).isEqualTo("github_timeout");
        assertThat(github.calls).isEmpty();
    }

    private Fetched fetch(String path, @Nullable Proof proof) {
        return ladder.fetch(new FetchRequest("p", request(path), match(path), false, proof, null, NOW.plusSeconds(25)))
                .toCompletableFuture()
                .join();
    }

    private static io.octopool.github.routes.RouteMatch match(String path) {
        return RouteCatalog.github().match(path).orElseThrow();
    }

    private static CanonicalRequest request(String path) {
        return CanonicalRequest.of(RequestPath.of(path), RequestQuery.NONE);
    }

    private static @Nullable String reason(Fetched fetched) {
        return ((Fetched.GaveUp) fetched).refusal().reason();
    }

    /** The other entities, answered from fields. */
    private static final class Desk extends NoNeighbours {

        final List<String> identities = new ArrayList<>();
        final List<CallResult> settled = new ArrayList<>();
        final List<String> observed = new ArrayList<>();
        RepoVisibility.Reply visibility = new RepoVisibility.Reply.Public(PROOF);

        @Nullable
        Instant restingUntil;

        int proofsAsked;
        int leases;

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            leases++;
            Pool.LeaseReply reply = identities.stream()
                    .filter(id -> !query.excluded().contains(id))
                    .findFirst()
                    .<Pool.LeaseReply>map(id -> new Pool.LeaseReply.Leased(
                            leases,
                            new Identity(
                                    id,
                                    "pat",
                                    id,
                                    1,
                                    "REF",
                                    null,
                                    100,
                                    "active",
                                    List.of(new IdentityScope("*", null, false))),
                            LeaseReason.HIGHEST_REMAINING))
                    .orElse(
                            restingUntil == null
                                    ? new Pool.LeaseReply.NoIdentity(pool, true)
                                    : new Pool.LeaseReply.CoolingDown(restingUntil));
            return CompletableFuture.completedStage(reply);
        }

        @Override
        public void settle(String pool, long leaseId, CallResult result) {
            settled.add(result);
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
            proofsAsked++;
            return CompletableFuture.completedStage(visibility);
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey) {
            observed.add(repoKey);
            return CompletableFuture.completedStage(new RepoVisibility.Reply.Public(PROOF));
        }
    }
}
