package io.octopool.pool.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.Changes;
import io.octopool.pool.EntityTest;
import io.octopool.pool.events.CallerEvent;
import io.octopool.pool.events.CallerEvent.TokenIssued;
import io.octopool.pool.events.CallerEvent.TokenRetired;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.Test;

class CallerTest extends EntityTest {

    private final List<Object> changes = new ArrayList<>();
    private final List<String> passivated = new ArrayList<>();
    private final EventSourcedBehaviorTestKit<Caller.Command, CallerEvent, CallerState> caller =
            EventSourcedBehaviorTestKit.create(
                    kit.system(),
                    new Caller("octo-org:1003", clock, changes::add, () -> passivated.add("octo-org:1003")));

    @Test
    void enrolsAMemberWithGrantAndTokenAtOnce() {
        var result = caller.<Caller.Enrolled>runCommand(replyTo -> enrol("admin", "hash-1", replyTo));

        assertThat(result.events()).hasSize(3);
        assertThat(result.reply().callerId()).startsWith("caller_");
        assertThat(result.reply().clientName()).isEqualTo("admin");
        assertThat(changes).containsExactly(new Changes.CallerChanged("octo-org:1003"));
        assertThat(check("hash-1", "maintainers")).isInstanceOf(Caller.CheckReply.Valid.class);
    }

    @Test
    void refusesUnknownTokensAndPoolsThatWereNotGranted() {
        caller.<Caller.Enrolled>runCommand(replyTo -> enrol("admin", "hash-1", replyTo));
        assertThat(check("hash-2", "maintainers")).isInstanceOf(Caller.CheckReply.Invalid.class);
        assertThat(check("hash-1", "other")).isInstanceOf(Caller.CheckReply.Invalid.class);
        assertThat(passivated).isEmpty();
    }

    @Test
    void replacesTheTokenOfTheSameClientInPlace() {
        var first = caller.<Caller.Enrolled>runCommand(replyTo -> enrol("admin", "hash-1", replyTo));
        var second = caller.<Caller.Enrolled>runCommand(replyTo -> enrol("admin", "hash-2", replyTo));

        assertThat(second.reply().callerId()).isEqualTo(first.reply().callerId());
        assertThat(tokenId(second.events())).isEqualTo(tokenId(first.events()));
        assertThat(check("hash-1", "maintainers")).isInstanceOf(Caller.CheckReply.Invalid.class);
        assertThat(check("hash-2", "maintainers")).isInstanceOf(Caller.CheckReply.Valid.class);
    }

    @Test
    void retiresTheLeastRecentlyLoggedInOfSeventeenClients() {
        for (int i = 0; i < Enrolment.MAX_CLIENTS; i++) {
            String client = "client-" + i;
            clock.turn(Duration.ofSeconds(1));
            caller.<Caller.Enrolled>runCommand(replyTo -> enrol(client, "hash-" + client, replyTo));
        }
        clock.turn(Duration.ofSeconds(1));
        var last = caller.<Caller.Enrolled>runCommand(replyTo -> enrol("one-more", "hash-one-more", replyTo));

        assertThat(last.events()).filteredOn(TokenRetired.class::isInstance).hasSize(1);
        assertThat(check("hash-client-0", "maintainers")).isInstanceOf(Caller.CheckReply.Invalid.class);
        assertThat(check("hash-client-1", "maintainers")).isInstanceOf(Caller.CheckReply.Valid.class);
    }

    @Test
    void asksToEndWhenNobodyWasEnrolled() {
        assertThat(check("hash-1", "maintainers")).isInstanceOf(Caller.CheckReply.Invalid.class);
        assertThat(passivated).containsExactly("octo-org:1003");
    }

    @Test
    void recoversWhatItAcknowledged() {
        caller.<Caller.Enrolled>runCommand(replyTo -> enrol("admin", "hash-1", replyTo));
        CallerState before = caller.getState();
        assertThat(caller.restart().state()).isEqualTo(before);
        assertThat(check("hash-1", "maintainers")).isInstanceOf(Caller.CheckReply.Valid.class);
    }

    private Caller.CheckReply check(String hash, String pool) {
        return caller.<Caller.CheckReply>runCommand(replyTo -> new Caller.CheckToken(hash, pool, replyTo))
                .reply();
    }

    private static String tokenId(List<CallerEvent> events) {
        return events.stream()
                .filter(TokenIssued.class::isInstance)
                .map(event -> ((TokenIssued) event).tokenId())
                .findFirst()
                .orElseThrow();
    }

    private Caller.Enrol enrol(
            String client, String hash, org.apache.pekko.actor.typed.ActorRef<Caller.Enrolled> replyTo) {
        return new Caller.Enrol(
                "carol", 1003, "octo-org", "Carol", clock.instant(), "maintainers", client, hash, replyTo);
    }
}
