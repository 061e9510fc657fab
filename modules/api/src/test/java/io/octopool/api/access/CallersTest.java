package io.octopool.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.http.ApiFailure;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.caller.Caller.CheckReply;
import io.octopool.pool.caller.CallerKey;
import io.octopool.pool.caller.ClientToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallersTest {

    private static final CallerKey CAROL = new CallerKey("octo-org", 1003);
    private static final String ISSUED = ClientToken.issue(CAROL, new Random(1));

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> lookedUp = new ArrayList<>();
    private final List<String> checked = new ArrayList<>();
    private Optional<TokenOwner> owner = Optional.empty();
    private CompletionStage<CheckReply> reply = CompletableFuture.completedStage(valid("Octo-Org"));
    private final Callers callers = new Callers(
            (entityId, _, pool) -> {
                checked.add(entityId + " " + pool);
                return reply;
            },
            hash -> {
                lookedUp.add(hash);
                return CompletableFuture.completedStage(owner);
            },
            "octo-org",
            nanos::get);

    @Test
    void asksTheEntityThatAnIssuedTokenNames() {
        assertThat(outcome(ISSUED, "p")).isEqualTo("caller_1");
        assertThat(outcome(ISSUED, "p")).isEqualTo("caller_1");
        assertThat(checked).containsExactly("octo-org:1003 p");
        assertThat(lookedUp).isEmpty();
        assertThat(outcome(ISSUED, "q")).isEqualTo("caller_1");
        assertThat(checked).containsExactly("octo-org:1003 p", "octo-org:1003 q");
    }

    @Test
    void looksAnUnknownTokenUpOnceInThirtySeconds() {
        assertThat(outcome("stranger", "p")).isEqualTo("invalid_auth");
        assertThat(outcome("stranger", "p")).isEqualTo("invalid_auth");
        assertThat(outcome("stranger", "q")).isEqualTo("invalid_auth");
        assertThat(lookedUp).containsExactly(ClientToken.hash("stranger"));
        assertThat(checked).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(outcome("stranger", "p")).isEqualTo("invalid_auth");
        assertThat(lookedUp).hasSize(2);
    }

    @Test
    void takesTokensFromElsewhereToTheirOwner() {
        owner = Optional.of(new TokenOwner("caller_1", "Octo-Org", 1003));
        assertThat(outcome("imported", "p")).isEqualTo("caller_1");
        assertThat(checked).containsExactly("octo-org:1003 p");
    }

    @Test
    void asksNobodyAboutAPoolThatCannotBe() {
        assertThat(outcome(ISSUED, "p".repeat(81))).isEqualTo("invalid_auth");
        assertThat(checked).isEmpty();
        assertThat(lookedUp).isEmpty();
    }

    @Test
    void forgetsACallerThatChanged() {
        assertThat(outcome(ISSUED, "p")).isEqualTo("caller_1");
        reply = CompletableFuture.completedStage(new CheckReply.Invalid());
        callers.changed("octo-org:1003");
        assertThat(outcome(ISSUED, "p")).isEqualTo("invalid_auth");
        assertThat(checked).hasSize(2);
    }

    @Test
    void doesNotRememberAnAnswerThatAChangeOvertook() {
        CompletableFuture<CheckReply> late = new CompletableFuture<>();
        reply = late;
        CompletionStage<KnownCaller> asking = callers.of(ISSUED, "p");
        callers.changed("octo-org:1003");
        late.complete(valid("octo-org"));
        assertThat(asking.toCompletableFuture().join().callerId()).isEqualTo("caller_1");
        reply = CompletableFuture.completedStage(new CheckReply.Invalid());
        assertThat(outcome(ISSUED, "p")).isEqualTo("invalid_auth");
    }

    @Test
    void refusesCallersOfAnotherOrganisation() {
        reply = CompletableFuture.completedStage(valid("elsewhere"));
        assertThat(outcome(ISSUED, "p")).isEqualTo("org_denied");
    }

    @Test
    void countsSilenceAsOverloadAndAsksAgain() {
        reply = CompletableFuture.failedStage(new TimeoutException());
        assertThat(outcome(ISSUED, "p")).isEqualTo("relay_overloaded");
        reply = CompletableFuture.completedStage(valid("octo-org"));
        assertThat(outcome(ISSUED, "p")).isEqualTo("caller_1");
    }

    private String outcome(String token, String pool) {
        try {
            return callers.of(token, pool).toCompletableFuture().join().callerId();
        } catch (CompletionException e) {
            return FailurePlace.unwrap(e) instanceof ApiFailure failure
                    ? failure.error().code()
                    : e.toString();
        } catch (ApiFailure e) {
            return e.error().code();
        }
    }

    private static CheckReply valid(String org) {
        return new CheckReply.Valid("caller_1", "carol", org, Instant.EPOCH, "token_1", "admin");
    }
}
