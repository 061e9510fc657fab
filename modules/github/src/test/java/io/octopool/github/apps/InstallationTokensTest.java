package io.octopool.github.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.octopool.github.Bytes;
import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InstallationTokensTest {

    private static final AppKey KEY = Keys.usable(Keys.pair("RSA", 2048));
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Instant ENDS = Instant.parse("2026-03-01T13:00:00Z");

    private final TurnedClock clock = new TurnedClock();
    private final ScriptedGitHub github = new ScriptedGitHub();
    private final InstallationTokens tokens = new InstallationTokens(github, clock);

    @Test
    void mintsOneTokenForAThousandReads() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        for (int i = 0; i < 1_000; i++) {
            assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        }
        assertThat(github.calls()).hasSize(1);
    }

    @Test
    void sharesOneAttemptAmongConcurrentReads() throws Exception {
        int readers = 50;
        CountDownLatch ready = new CountDownLatch(readers);
        List<CompletableFuture<Minted>> stages = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                ready.countDown();
                try {
                    ready.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                CompletionStage<Minted> stage = tokens.token(installation(7), TIME);
                synchronized (stages) {
                    stages.add(stage.toCompletableFuture());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(stages).hasSize(readers).noneMatch(CompletableFuture::isDone);
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(stages).allMatch(stage -> stage.join().equals(token("ghs_1", ENDS)));
        assertThat(github.calls()).hasSize(1);
    }

    @Test
    void signsOnceMoreWithTheTimeOfGitHubAndRemembersIt() {
        github.answer(refusedAt("Sun, 01 Mar 2026 09:00:00 GMT")).answer(mintedAtNine("ghs_1"));
        assertThat(minted(tokens, installation(7)))
                .isEqualTo(token("ghs_1", clock.instant().plus(Duration.ofHours(1))));
        assertThat(github.calls()).hasSize(2);
        assertThat(issuedAt(github.calls().get(0))).isEqualTo(Instant.parse("2026-03-01T11:59:00Z"));
        assertThat(issuedAt(github.last())).isEqualTo(Instant.parse("2026-03-01T08:59:00Z"));
        github.answer(mintedAtNine("ghs_2"));
        assertThat(minted(tokens, installation(8))).isInstanceOf(Minted.Token.class);
        assertThat(github.calls()).hasSize(3);
        assertThat(issuedAt(github.last())).isEqualTo(Instant.parse("2026-03-01T08:59:00Z"));
    }

    @Test
    void signsNoThirdTimeAndNotAgainWithoutANewTime() {
        github.answer(refusedAt("Sun, 01 Mar 2026 09:00:00 GMT")).answer(refusedAt("Sun, 01 Mar 2026 06:00:00 GMT"));
        assertThat(reason(minted(tokens, installation(7)))).isEqualTo(Reason.CLOCK_REFUSED);
        assertThat(github.calls()).hasSize(2);
        github.answer(refusedAt("Sun, 01 Mar 2026 06:00:00 GMT"));
        assertThat(reason(minted(tokens, installation(8)))).isEqualTo(Reason.CLOCK_REFUSED);
        assertThat(github.calls()).hasSize(3);
    }

    private static Outcome refusedAt(String date) {
        return new Outcome.Answered(
                401,
                Map.of("date", date),
                Bytes.utf8("{\"message\":\"'Issued at' claim ('iat') must be an Integer representing the time\"}"));
    }

    private static Outcome mintedAtNine(String token) {
        return new Outcome.Answered(
                201,
                Map.of("date", "Sun, 01 Mar 2026 09:00:00 GMT"),
                Bytes.utf8("{\"token\":\"" + token + "\",\"expires_at\":\"2026-03-01T10:00:00Z\"}"));
    }

    private static Instant issuedAt(GitHubCall call) {
        String claims = new String(
                Base64.getUrlDecoder()
                        .decode(((Credential.Bearer) call.credential()).token().split("\\.", -1)[1]),
                StandardCharsets.UTF_8);
        return Instant.ofEpochSecond(Long.parseLong(claims.replaceAll(".*\"iat\":([0-9]+).*", "$1")));
    }

    @Test
    void sharesOneFailureAmongConcurrentReads() {
        CompletableFuture<Minted> one = ask(installation(7));
        CompletableFuture<Minted> two = ask(installation(7));
        github.answer(new Outcome.Unreachable("refused"));
        assertThat(one.join()).isEqualTo(two.join()).isEqualTo(failed(Reason.UNREACHABLE));
        assertThat(github.calls()).hasSize(1);
    }

    @Test
    void sharesNoTokenBetweenInstallationsAppsSecretsOrRepositories() {
        List<Installation> different = List.of(
                installation(7),
                installation(8),
                new Installation("2", 7, "SECRET", KEY, Set.of()),
                new Installation("1", 7, "OTHER", KEY, Set.of()),
                new Installation("1", 7, "SECRET", KEY, Set.of("a")),
                new Installation("1", 7, "SECRET", KEY, Set.of("a", "b")));
        for (int i = 0; i < different.size(); i++) {
            github.token("ghs_" + i, "2026-03-01T13:00:00Z");
            assertThat(minted(tokens, different.get(i))).isEqualTo(token("ghs_" + i, ENDS));
        }
        assertThat(minted(tokens, new Installation(" 1 ", 7, "SECRET", KEY, Set.of("B", "A"))))
                .as("the same, written differently")
                .isEqualTo(token("ghs_5", ENDS));
    }

    @Test
    void renewsATokenBesideItsUseWhenLessThanFiveMinutesAreLeft() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        turnUntil(Duration.ofMinutes(5));
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        assertThat(github.calls()).as("5 minutes are left").hasSize(1);
        clock.turn(Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) {
            assertThat(minted(tokens, installation(7))).as("no wait").isEqualTo(token("ghs_1", ENDS));
        }
        assertThat(github.calls()).as("one attempt beside").hasSize(2);
        github.token("ghs_2", "2026-03-01T13:55:00Z");
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_2", Instant.parse("2026-03-01T13:55:00Z")));
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void usesATokenOnlyWhileMoreThanSixtySecondsAreLeft() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(minted(tokens, installation(7))).isInstanceOf(Minted.Token.class);
        turnUntil(Duration.ofSeconds(60).plusMillis(1));
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        clock.turn(Duration.ofMillis(1));
        CompletableFuture<Minted> waiting = ask(installation(7));
        assertThat(waiting).as("joins the renewal").isNotDone();
        github.token("ghs_2", "2026-03-01T13:58:00Z");
        assertThat(waiting.join()).isEqualTo(token("ghs_2", Instant.parse("2026-03-01T13:58:00Z")));
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void goesOnWithATokenWhileItsRenewalFailsAndTriesAgainAfterFiveSeconds() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(minted(tokens, installation(7))).isInstanceOf(Minted.Token.class);
        turnUntil(Duration.ofMinutes(4));
        github.answer(500, "{}");
        for (int i = 0; i < 10; i++) {
            assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        }
        assertThat(github.calls()).hasSize(2);
        clock.turn(Duration.ofSeconds(5));
        github.token("ghs_2", "2026-03-01T13:56:00Z");
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_2", Instant.parse("2026-03-01T13:56:00Z")));
        assertThat(github.calls()).hasSize(3);
    }

    @Test
    void answersWithTheFailureOnceTheTokenIsUsedUp() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(minted(tokens, installation(7))).isInstanceOf(Minted.Token.class);
        turnUntil(Duration.ofSeconds(61));
        github.answer(404, "{}");
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
        clock.turn(Duration.ofSeconds(2));
        assertThat(reason(minted(tokens, installation(7)))).isEqualTo(Reason.INSTALLATION_GONE);
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void remembersAFailureForFiveSeconds() {
        github.answer(401, "{}");
        for (int i = 0; i < 100; i++) {
            assertThat(reason(minted(tokens, installation(7)))).isEqualTo(Reason.KEY_REFUSED);
        }
        clock.turn(Duration.ofMillis(4_999));
        assertThat(reason(minted(tokens, installation(7)))).isEqualTo(Reason.KEY_REFUSED);
        assertThat(github.calls()).hasSize(1);
        clock.turn(Duration.ofMillis(1));
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_1", ENDS));
    }

    @Test
    void doesNotHoldOnToAFailureWhenTheClockGoesBack() {
        github.answer(401, "{}").token("ghs_1", "2026-03-01T12:30:00Z");
        assertThat(reason(minted(tokens, installation(7)))).isEqualTo(Reason.KEY_REFUSED);
        clock.turn(Duration.ofHours(-1).plusMinutes(30));
        assertThat(minted(tokens, installation(7))).isInstanceOf(Minted.Token.class);
    }

    @Test
    void forgetsTheTokenThatGitHubRefusedAndNoOther() {
        github.token("ghs_1", "2026-03-01T13:00:00Z").token("ghs_2", "2026-03-01T13:00:00Z");
        Minted.Token first = (Minted.Token) minted(tokens, installation(7));
        tokens.forget(installation(8), first.credential());
        assertThat(minted(tokens, installation(7))).isEqualTo(first);
        tokens.forget(installation(7), first.credential());
        assertThat(minted(tokens, installation(7))).isEqualTo(token("ghs_2", ENDS));
        tokens.forget(installation(7), first.credential());
        assertThat(minted(tokens, installation(7))).as("a late 401").isEqualTo(token("ghs_2", ENDS));
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void forgetsATokenWhileItsRenewalIsUnderWay() {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        Minted.Token first = (Minted.Token) minted(tokens, installation(7));
        turnUntil(Duration.ofMinutes(3));
        assertThat(minted(tokens, installation(7))).isEqualTo(first);
        tokens.forget(installation(7), first.credential());
        CompletableFuture<Minted> waiting = ask(installation(7));
        assertThat(waiting).isNotDone();
        github.token("ghs_2", "2026-03-01T13:50:00Z");
        assertThat(waiting.join()).isEqualTo(token("ghs_2", Instant.parse("2026-03-01T13:50:00Z")));
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void endsWhenTheReadersTimeIsOverAndKeepsWhatComesLater() {
        CompletableFuture<Minted> patient = ask(installation(7));
        assertThat(tokens.token(installation(7), SHORT).toCompletableFuture().join())
                .isEqualTo(failed(Reason.TIMED_OUT));
        assertThat(tokens.token(installation(7), Duration.ofSeconds(-1))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(failed(Reason.TIMED_OUT));
        assertThat(patient).isNotDone();
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(patient.join()).isEqualTo(token("ghs_1", ENDS));
        assertThat(tokens.token(installation(7), Duration.ZERO)
                        .toCompletableFuture()
                        .join())
                .isEqualTo(token("ghs_1", ENDS));
        assertThat(github.calls()).hasSize(1);
    }

    @Test
    void givesAnAttemptItsOwnTimeWhateverTheFirstReaderHas() {
        assertThat(tokens.token(installation(7), SHORT).toCompletableFuture().join())
                .isEqualTo(failed(Reason.TIMED_OUT));
        assertThat(github.last().timeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void isNotCancelledByOneReaderForTheOthers() {
        CompletableFuture<Minted> one = ask(installation(7));
        CompletableFuture<Minted> two = ask(installation(7));
        assertThat(one.cancel(true)).isTrue();
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(two.join()).isEqualTo(token("ghs_1", ENDS));
    }

    @Test
    void endsAnAttemptThatGitHubNeverAnswers() {
        InstallationTokens hasty = new InstallationTokens(github, clock, 10, SHORT);
        assertThat(minted(hasty, installation(7))).isEqualTo(failed(Reason.TIMED_OUT));
        clock.turn(Duration.ofSeconds(5));
        assertThat(minted(hasty, installation(7))).isEqualTo(failed(Reason.TIMED_OUT));
        assertThat(github.calls()).as("the next attempt is another").hasSize(2);
    }

    @Test
    void survivesAPortThatBreaksItsPromise() {
        List<GitHub> broken = List.of(call -> CompletableFuture.failedFuture(new IllegalStateException("no")), call -> {
            throw new IllegalStateException("no");
        });
        for (GitHub port : broken) {
            InstallationTokens unlucky = new InstallationTokens(port, clock);
            for (int i = 0; i < 2; i++) {
                assertThat(minted(unlucky, installation(7))).isEqualTo(failed(Reason.UNEXPECTED_ANSWER));
                clock.turn(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void keepsTheTokensUsedLast() {
        InstallationTokens few = new InstallationTokens(github, clock, 2, TIME);
        github.token("ghs_1", "2026-03-01T13:00:00Z")
                .token("ghs_2", "2026-03-01T13:00:00Z")
                .token("ghs_3", "2026-03-01T13:00:00Z")
                .token("ghs_4", "2026-03-01T13:00:00Z");
        assertThat(minted(few, installation(1))).isEqualTo(token("ghs_1", ENDS));
        assertThat(minted(few, installation(2))).isEqualTo(token("ghs_2", ENDS));
        assertThat(minted(few, installation(1))).isEqualTo(token("ghs_1", ENDS));
        assertThat(minted(few, installation(3))).isEqualTo(token("ghs_3", ENDS));
        assertThat(minted(few, installation(1))).isEqualTo(token("ghs_1", ENDS));
        assertThat(minted(few, installation(2))).isEqualTo(token("ghs_4", ENDS));
    }

    @Test
    void neverGivesUpAnAttemptUnderWayForAnother() {
        InstallationTokens few = new InstallationTokens(github, clock, 2, TIME);
        CompletableFuture<Minted> one = few.token(installation(1), TIME).toCompletableFuture();
        CompletableFuture<Minted> two = few.token(installation(2), TIME).toCompletableFuture();
        assertThat(minted(few, installation(3))).isEqualTo(failed(Reason.BUSY));
        github.token("ghs_1", "2026-03-01T13:00:00Z").token("ghs_2", "2026-03-01T13:00:00Z");
        assertThat(one.join()).isEqualTo(token("ghs_1", ENDS));
        assertThat(two.join()).isEqualTo(token("ghs_2", ENDS));
        github.token("ghs_3", "2026-03-01T13:00:00Z");
        assertThat(minted(few, installation(3))).isEqualTo(token("ghs_3", ENDS));
    }

    @Test
    void showsNoSecret() {
        Installation installation = new Installation("1", 7, "SECRET", KEY, Set.of("a"));
        github.token("ghs_secret", "2026-03-01T13:00:00Z");
        Minted minted = minted(tokens, installation);
        String assertion = ((Credential.Bearer) github.last().credential()).token();
        List<String> shown = new ArrayList<>(List.of(
                installation.toString(),
                minted.toString(),
                TokenKey.of(installation).toString(),
                github.last().toString()));
        for (Reason reason : Reason.values()) {
            shown.add(failed(reason).toString() + Failure.of(reason).why());
        }
        assertThat(shown)
                .noneMatch(text -> text.contains("ghs_secret") || text.contains("SECRET") || text.contains(assertion));
    }

    @Test
    void refusesInstallationsThatCannotBe() {
        Set<String> many = new HashSet<>(List.of("a", "octo/hello"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Installation(" ", 7, "S", KEY, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Installation("1", 0, "S", KEY, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Installation("1", 7, "S", KEY, Set.of(" ")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Installation("1", 7, "S", KEY, many));
    }

    /** Turns the clock until that much is left of the first token. */
    private void turnUntil(Duration left) {
        clock.turn(Duration.between(clock.instant(), ENDS.minus(left)));
    }

    private CompletableFuture<Minted> ask(Installation installation) {
        return tokens.token(installation, TIME).toCompletableFuture();
    }

    private static Minted minted(InstallationTokens tokens, Installation installation) {
        return tokens.token(installation, TIME).toCompletableFuture().join();
    }

    private static Installation installation(long id) {
        return new Installation("1", id, "SECRET", KEY, Set.of());
    }

    private static Minted token(String token, Instant expiresAt) {
        return new Minted.Token(new Credential.Bearer(token), expiresAt, new TokenGrant(Map.of(), null));
    }

    private static Minted failed(Reason reason) {
        return new Minted.Failed(Failure.of(reason));
    }

    private static Reason reason(Minted minted) {
        return ((Minted.Failed) minted).failure().reason();
    }
}
