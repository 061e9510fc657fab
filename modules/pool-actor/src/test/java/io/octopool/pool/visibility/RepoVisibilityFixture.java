package io.octopool.pool.visibility;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.Outcome;
import io.octopool.pool.EntityTest;
import io.octopool.pool.budget.BookAllowance;
import io.octopool.pool.fetch.ScriptedGitHub;
import io.octopool.pool.visibility.RepoVisibility.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** One repository that a scripted GitHub is asked about by a verifier, and without a credential. */
abstract class RepoVisibilityFixture extends EntityTest {

    static final Outcome PUBLIC = json(200, "{\"id\":1,\"private\":false}");
    static final Outcome PRIVATE = json(200, "{\"id\":1,\"private\":true}");

    final ScriptedGitHub github = new ScriptedGitHub();
    final BookAllowance anonymous = new BookAllowance("ip:test", clock);
    final List<String> validators = new CopyOnWriteArrayList<>();
    final List<Object> changes = new CopyOnWriteArrayList<>();
    final TestProbe<Reply> replies = kit.createTestProbe(Reply.class);

    Reply prove(ActorRef<RepoVisibility.Command> repo) {
        repo.tell(new RepoVisibility.Prove(replies.getRef()));
        return replies.receiveMessage();
    }

    static Proof proof(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Public.class);
        return ((Reply.Public) reply).proof();
    }

    boolean forget(ActorRef<RepoVisibility.Command> repo) {
        TestProbe<RepoVisibility.Forgotten> forgotten = kit.createTestProbe(RepoVisibility.Forgotten.class);
        repo.tell(new RepoVisibility.Forget(forgotten.getRef()));
        return forgotten.receiveMessage().gone();
    }

    /** Returns when the entity has handled what was sent to it before, its own messages included. */
    void settle(ActorRef<RepoVisibility.Command> repo) {
        TestProbe<RepoVisibility.Known> known = kit.createTestProbe(RepoVisibility.Known.class);
        repo.tell(new RepoVisibility.Peek(known.getRef()));
        known.receiveMessage();
    }

    /** The proof that comes after that one: a refresh is heard of some time after its probe ended. */
    Proof eventually(ActorRef<RepoVisibility.Command> repo, Proof before) {
        TestProbe<RepoVisibility.Known> known = kit.createTestProbe(RepoVisibility.Known.class);
        return known.awaitAssert(() -> {
            repo.tell(new RepoVisibility.Peek(known.getRef()));
            Proof after = proof(Objects.requireNonNull(known.receiveMessage().reply()));
            assertThat(after).isNotEqualTo(before);
            return after;
        });
    }

    static Outcome tagged(String etag) {
        return new Outcome.Answered(200, Map.of("etag", etag), Bytes.utf8("{\"private\":false}"));
    }

    ActorRef<RepoVisibility.Command> start() {
        return start("octo-org/hello-world");
    }

    ActorRef<RepoVisibility.Command> start(String entityId) {
        GitHub watched = call -> {
            validators.add(call.headers().getOrDefault("if-none-match", "-"));
            return github.send(call);
        };
        VisibilityProbe probe = new VisibilityProbe(
                watched,
                List.of(
                        new VisibilityProbe.Asker(
                                new Credential.Bearer("verifier"), new BookAllowance("verifier", clock)),
                        new VisibilityProbe.Asker(new Credential.Anonymous(), anonymous)),
                Duration.ofSeconds(9),
                Duration.ofSeconds(18),
                clock);
        return kit.spawn(RepoVisibility.create(
                entityId,
                new RepoVisibility.Lifetimes(Duration.ofSeconds(30), Duration.ofHours(1)),
                probe,
                changes::add,
                clock));
    }
}
