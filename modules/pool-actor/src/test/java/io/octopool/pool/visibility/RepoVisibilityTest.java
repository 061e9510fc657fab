package io.octopool.pool.visibility;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Credential;
import io.octopool.github.client.Outcome;
import io.octopool.pool.Changes;
import io.octopool.pool.EntityTest;
import io.octopool.pool.fetch.ScriptedGitHub;
import io.octopool.pool.visibility.RepoVisibility.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class RepoVisibilityTest extends EntityTest {

    private static final Outcome PUBLIC = json(200, "{\"id\":1,\"private\":false}");
    private static final Outcome PRIVATE = json(200, "{\"id\":1,\"private\":true}");

    private final ScriptedGitHub github = new ScriptedGitHub();
    private final List<Object> changes = new CopyOnWriteArrayList<>();
    private final TestProbe<Reply> replies = kit.createTestProbe(Reply.class);

    @Test
    void sharesOneProbeAmongConcurrentQuestions() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<RepoVisibility.Command> repo = start();
        for (int i = 0; i < 20; i++) {
            repo.tell(new RepoVisibility.Prove(replies.getRef()));
        }
        answer.complete(PUBLIC);
        for (int i = 0; i < 20; i++) {
            assertThat(replies.receiveMessage()).isInstanceOf(Reply.Public.class);
        }
        assertThat(github.calls).containsExactly("verifier /repos/octo-org/hello-world");
    }

    @Test
    void asksAgainOnlyWhenTheProofHasExpired() {
        github.then(PUBLIC).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        Proof first = proof(prove(repo));
        clock.turn(Duration.ofSeconds(29));
        assertThat(proof(prove(repo))).isEqualTo(first);
        clock.turn(Duration.ofSeconds(1));
        Proof second = proof(prove(repo));
        assertThat(second.expiresAt()).isEqualTo(first.expiresAt().plusSeconds(30));
        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void countsAGenerationAtEachFlipAndTellsEverybody() {
        github.then(PUBLIC).then(PRIVATE).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(proof(prove(repo)).generation()).isEqualTo(1);
        clock.turn(Duration.ofSeconds(31));
        assertThat(prove(repo)).isInstanceOf(Reply.NotPublic.class);
        clock.turn(Duration.ofHours(1));
        assertThat(proof(prove(repo)).generation()).isEqualTo(3);
        assertThat(changes)
                .containsExactly(
                        new Changes.VisibilityFlipped("octo-org/hello-world"),
                        new Changes.VisibilityFlipped("octo-org/hello-world"));
    }

    @Test
    void asksOnceMoreWithoutCredentialWhenTheVerifierIsRefused() {
        github.then(refused(401, Map.of())).then(PUBLIC);
        assertThat(prove(start())).isInstanceOf(Reply.Public.class);
        assertThat(github.calls)
                .containsExactly("verifier /repos/octo-org/hello-world", "anonymous /repos/octo-org/hello-world");
    }

    @Test
    void neverRemembersWhatGitHubDidNotDecide() {
        github.then(new Outcome.Unreachable("down"))
                .then(new Outcome.TimedOut())
                .then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(prove(repo)).isEqualTo(new Reply.Undecided(true));
        assertThat(prove(repo)).isInstanceOf(Reply.Public.class);
    }

    @Test
    void takesAnAnswerWithoutCredentialForAProof() {
        ActorRef<RepoVisibility.Command> repo = start();
        repo.tell(new RepoVisibility.ObservedPublic(replies.getRef()));
        Proof observed = proof(replies.receiveMessage());
        assertThat(proof(prove(repo))).isEqualTo(observed);
        assertThat(github.calls).isEmpty();
    }

    @Test
    void recoversTheLastProof() {
        github.then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        Proof before = proof(prove(repo));
        kit.stop(repo, Duration.ofSeconds(5));
        assertThat(proof(prove(start()))).isEqualTo(before);
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void answersThoseWhoWaitBeforeItStops() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<RepoVisibility.Command> repo = start();
        repo.tell(new RepoVisibility.Prove(replies.getRef()));
        repo.tell(new RepoVisibility.Stop());
        answer.complete(PUBLIC);
        assertThat(replies.receiveMessage()).isInstanceOf(Reply.Public.class);
        replies.expectTerminated(repo, Duration.ofSeconds(5));
    }

    @Test
    void takesOnlyPrivateFalseForPublic() {
        Map<String, ProbeVerdict> bodies = Map.of(
                "{\"private\":false}", ProbeVerdict.PUBLIC,
                "{\"owner\":{\"private\":true},\"private\":false}", ProbeVerdict.PUBLIC,
                "{\"private\":true}", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":null}", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":false,\"private\":true}", ProbeVerdict.NOT_PUBLIC,
                "{}", ProbeVerdict.NOT_PUBLIC,
                "[]", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":false", ProbeVerdict.NOT_PUBLIC);
        bodies.forEach((body, verdict) ->
                assertThat(ProbeVerdict.of(json(200, body))).as(body).isEqualTo(verdict));
    }

    /** Server spec 6.4, first answer. */
    @Test
    void readsStatusesAsTheTableSays() {
        Map<Outcome, ProbeVerdict> table = Map.of(
                refused(404, Map.of()),
                ProbeVerdict.NOT_PUBLIC,
                refused(401, Map.of()),
                ProbeVerdict.REFUSED,
                refused(429, Map.of()),
                ProbeVerdict.REFUSED,
                refused(403, Map.of("x-ratelimit-remaining", "0")),
                ProbeVerdict.REFUSED,
                refused(403, Map.of("x-ratelimit-remaining", "7")),
                ProbeVerdict.UNDECIDED,
                refused(451, Map.of()),
                ProbeVerdict.UNDECIDED,
                refused(500, Map.of()),
                ProbeVerdict.UNAVAILABLE,
                new Outcome.RedirectDenied(301, Map.of(), null),
                ProbeVerdict.UNDECIDED);
        table.forEach((outcome, verdict) ->
                assertThat(ProbeVerdict.of(outcome)).as(outcome.toString()).isEqualTo(verdict));
    }

    private Reply prove(ActorRef<RepoVisibility.Command> repo) {
        repo.tell(new RepoVisibility.Prove(replies.getRef()));
        return replies.receiveMessage();
    }

    private static Proof proof(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Public.class);
        return ((Reply.Public) reply).proof();
    }

    private ActorRef<RepoVisibility.Command> start() {
        VisibilityProbe probe = new VisibilityProbe(github, new Credential.Bearer("verifier"), Duration.ofSeconds(15));
        return kit.spawn(Behaviors.setup(context -> new RepoVisibility(
                context,
                "octo-org/hello-world",
                new RepoVisibility.Lifetimes(Duration.ofSeconds(30), Duration.ofHours(1)),
                probe,
                changes::add,
                clock)));
    }
}
