package io.octopool.pool.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.pool.visibility.RepoVisibility.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;

/** What the journal of a repository holds, and what becomes of a proof that it does not. */
class ProofJournalTest extends RepoVisibilityFixture {

    @Test
    void writesAProofThatRepeatsTheLastNoOftenerThanEveryHalfHour() {
        ActorRef<RepoVisibility.Command> repo = start();
        for (int i = 0; i < 61; i++) {
            github.then(PUBLIC);
            prove(repo);
            clock.turn(Duration.ofSeconds(30));
        }
        repo.tell(new RepoVisibility.Stop());
        replies.expectTerminated(repo, Duration.ofSeconds(5)); // and so has written what it had to
        assertThat(PersistenceTestKit.create(kit.system()).persistedInStorage("RepoVisibility|octo-org/hello-world"))
                .hasSize(2);
    }

    @Test
    void forgetsAProofThatRanOutEightDaysAgoAndNeverRepeatsItsGeneration() {
        github.then(PUBLIC).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(forget(repo)).isTrue();
        long before = proof(prove(repo)).generation();
        clock.turn(Duration.ofDays(8));
        assertThat(forget(repo)).isFalse();
        clock.turn(Duration.ofSeconds(30));
        assertThat(forget(repo)).isTrue();
        assertThat(proof(prove(repo)).generation()).isGreaterThan(before);
        assertThat(changes).isEmpty();
    }

    @Test
    void recoversTheLastProof() {
        github.then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        Proof before = proof(prove(repo));
        repo.tell(new RepoVisibility.Stop());
        replies.expectTerminated(repo, Duration.ofSeconds(5));
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
    void standsByAProofThatItCouldNotWrite() {
        github.then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        PersistenceTestKit.create(kit.system()).failNextPersisted("RepoVisibility|octo-org/hello-world");
        Proof unwritten = proof(prove(repo));
        assertThat(proof(prove(repo))).isEqualTo(unwritten);
        assertThat(github.calls).hasSize(1);
    }
}
