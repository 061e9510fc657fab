package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A search that no credential may be used for, its stored answer fresh for longer than a proof holds. */
class TokenFreeAnswersTest extends CachedReadFixture {

    private static final CanonicalRequest SEARCH = CanonicalRequest.of(
            RequestPath.of("/search/issues"),
            new RequestQuery(List.of(RequestQuery.Parameter.one("q", "repo:octo-org/hello-world type:issue bug"))));
    private static final String REPO = "anonymous /repos/octo-org/hello-world";
    private static final Outcome PUBLIC = json(200, "{\"private\":false}");

    private ActorRef<CachedRead.Command> entity =
            kit.createTestProbe(CachedRead.Command.class).getRef();

    @BeforeEach
    void store() {
        asked = SEARCH;
        entity = start();
        github.then(json(200, "[1]"));
        filled(ask(entity, search(proof(), null)));
        github.calls.clear();
        clock.turn(PROOF_TTL);
    }

    @Test
    void isAnsweredFromTheCacheOnceItsRepositoryIsProvenWithoutCredential() {
        github.then(PUBLIC);
        ReadReply.Fresh hit = fresh(ask(entity, search(null, null)));
        assertThat(text(hit.answer())).isEqualTo("[1]");
        assertThat(hit.proof()).isEqualTo(proof());
        assertThat(github.calls).containsExactly(REPO);
        assertThat(proofsAsked).hasValue(0);
    }

    @Test
    void isAnsweredWithoutACallWhereTheRepositoryIsKnownToBePublic() {
        known = new RepoVisibility.Reply.Public(proof());
        assertThat(text(fresh(ask(entity, search(null, null))).answer())).isEqualTo("[1]");
        assertThat(github.calls).isEmpty();
    }

    @Test
    void sharesOneProofAmongAllWhoWait() {
        CompletableFuture<Outcome> proof = github.thenWait();
        for (int i = 0; i < 20; i++) {
            entity.tell(search(null, null));
        }
        proof.complete(PUBLIC);
        for (int i = 0; i < 20; i++) {
            fresh(replies.receiveMessage());
        }
        assertThat(github.calls).containsExactly(REPO);
    }

    @Test
    void isFetchedForReadersForWhomTheStoredAnswerIsTooOld() {
        CompletableFuture<Outcome> proof = github.thenWait();
        github.then(json(200, "[2]"));
        entity.tell(search(null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(search(null, Duration.ofSeconds(9)));
        proof.complete(PUBLIC);
        assertThat(text(fresh(replies.receiveMessage()).answer())).isEqualTo("[1]");
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[2]");
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void isFetchedWhereTheProofIsOfAnotherGeneration() {
        generation = 2;
        github.then(PUBLIC).then(json(200, "[2]"));
        assertThat(text(filled(ask(entity, search(null, null))).answer())).isEqualTo("[2]");
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void isRefusedWhileItsRepositoryCannotBeProvenWithOneCallInFiveSeconds() {
        github.then(json(500, "{}"));
        for (int i = 0; i < 2; i++) {
            ReadReply.Refused refused = (ReadReply.Refused) ask(entity, search(null, null));
            assertThat(refused.refusal().code()).isEqualTo("token_free_unavailable");
        }
        assertThat(github.calls).containsExactly(REPO);
        clock.turn(Duration.ofSeconds(5));
        github.then(PUBLIC);
        fresh(ask(entity, search(null, null)));
    }

    @Test
    void isRefusedAndForgottenOnceItsRepositoryIsPrivate() {
        github.then(json(404, "{}"));
        assertThat(refusal(ask(entity, search(null, null)))).isEqualTo("repo_not_public");
        assertWritten(2);
        assertThat(memory.heldBytes()).isZero();
    }

    private CachedRead.Read search(@Nullable Proof proof, @Nullable Duration maxAge) {
        ReadQuery query = new ReadQuery(
                "r", "p", SEARCH, new RepoName("octo-org", "hello-world"), true, proof, maxAge, Duration.ofSeconds(25));
        return new CachedRead.Read(query, replies.getRef());
    }
}
