package io.octopool.github.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.github.Bytes;
import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TokenExchangeTest {

    private static final AppKey KEY = Keys.usable(Keys.pair("RSA", 2048));
    private static final Credential.Bearer ASSERTION = new Credential.Bearer("a.b.c");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVERYTHING = """
            {"actions":"read","checks":"read","contents":"read","deployments":"read","issues":"read","metadata":"read",
             "pull_requests":"read","statuses":"read"}
            """;
    private static final TokenGrant UNTOLD = new TokenGrant(Map.of(), null);
    private static final String REFUSED = "{\"message\":\"The permissions requested are not granted\"}";

    private final TurnedClock clock = new TurnedClock();
    private final ScriptedGitHub github = new ScriptedGitHub();
    private final GitHubTime time = new GitHubTime(clock);
    private final GrantedPermissions granted = new GrantedPermissions();

    @Test
    void asksAsTheAppForReadingOnly() throws Exception {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(run(Set.of()))
                .isEqualTo(new Minted.Token(
                        new Credential.Bearer("ghs_1"), Instant.parse("2026-03-01T13:00:00Z"), UNTOLD));
        GitHubCall call = github.last();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.target()).isEqualTo("/app/installations/4711/access_tokens");
        assertThat(call.credential()).isEqualTo(ASSERTION);
        assertThat(call.headers())
                .containsEntry("accept", "application/vnd.github+json")
                .containsEntry("x-github-api-version", "2022-11-28")
                .containsEntry("content-type", "application/json");
        assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(body(call)).isEqualTo(JSON.readTree("{\"permissions\":" + EVERYTHING + "}"));
    }

    @Test
    void namesTheRepositoriesOfTheScopes() throws Exception {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        run(Set.of("Hello", "a.b", "x-y"));
        assertThat(body(github.last()))
                .isEqualTo(JSON.readTree(
                        "{\"permissions\":" + EVERYTHING + ",\"repositories\":[\"a.b\",\"hello\",\"x-y\"]}"));
    }

    @Test
    void namesAsManyRepositoriesAsGitHubTakesAndAsksForNothingBeyond() throws Exception {
        github.token("ghs_1", "2026-03-01T13:00:00Z");
        run(repositories(500));
        assertThat(body(github.last()).path("repositories")).hasSize(500);
        assertThatIllegalArgumentException().isThrownBy(() -> run(repositories(501)));
        assertThat(github.calls()).hasSize(1);
    }

    private static Set<String> repositories(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i).collect(Collectors.toSet());
    }

    @Test
    void asksOnceMoreForWhatTheInstallationGrants() throws Exception {
        github.answer(422, REFUSED).answer(200, """
                        {"id":4711,"account":{"login":"octo","permissions":{"issues":"write"}},"suspended_at":null,
                         "permissions":{"metadata":"read","contents":"write","administration":"admin"},"events":["push"]}
                        """).token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(run(Set.of("a"))).isInstanceOf(Minted.Token.class);
        assertThat(github.calls()).hasSize(3).allMatch(call -> call.credential().equals(ASSERTION));
        assertThat(github.calls().get(1).method()).isEqualTo("GET");
        assertThat(github.calls().get(1).target()).isEqualTo("/app/installations/4711");
        assertThat(github.last().target()).isEqualTo("/app/installations/4711/access_tokens");
        assertThat(body(github.last()))
                .isEqualTo(JSON.readTree(
                        "{\"permissions\":{\"contents\":\"read\",\"metadata\":\"read\"},\"repositories\":[\"a\"]}"));
    }

    @Test
    void remembersWhatAnInstallationGrantsForSixHours() throws Exception {
        String less = "{\"permissions\":{\"metadata\":\"read\"}}";
        github.answer(422, REFUSED).answer(200, less).token("ghs_1", "2026-03-01T13:00:00Z");
        assertThat(run(Set.of())).isInstanceOf(Minted.Token.class);
        clock.turn(Duration.ofHours(6).minusMillis(1));
        github.token("ghs_2", "2026-03-01T19:00:00Z");
        assertThat(run(Set.of("a"))).isInstanceOf(Minted.Token.class);
        assertThat(github.calls()).hasSize(4);
        assertThat(body(github.last()).path("permissions")).isEqualTo(JSON.readTree("{\"metadata\":\"read\"}"));
        clock.turn(Duration.ofMillis(1));
        github.token("ghs_3", "2026-03-01T19:00:00Z");
        assertThat(run(Set.of())).isInstanceOf(Minted.Token.class);
        assertThat(body(github.last()).path("permissions")).isEqualTo(JSON.readTree(EVERYTHING));
    }

    @Test
    void asksTheInstallationAgainWhenItGrantsLessThanBefore() throws Exception {
        github.answer(422, REFUSED)
                .answer(200, "{\"permissions\":{\"metadata\":\"read\",\"contents\":\"read\"}}")
                .token("ghs_1", "2026-03-01T13:00:00Z")
                .answer(422, REFUSED)
                .answer(200, "{\"permissions\":{\"metadata\":\"read\"}}")
                .token("ghs_2", "2026-03-01T13:00:00Z");
        run(Set.of());
        assertThat(run(Set.of())).isInstanceOf(Minted.Token.class);
        assertThat(body(github.last()).path("permissions")).isEqualTo(JSON.readTree("{\"metadata\":\"read\"}"));
        assertThat(github.calls()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-01T10:00:00Z", "2026-03-01T12:00:00Z", "2026-03-01T19:00:00Z"})
    void judgesWhenATokenEndsByTheClockOfGitHub(Instant theirs) {
        String body = "{\"token\":\"ghs_1\",\"expires_at\":\"" + theirs.plus(Duration.ofMinutes(50)) + "\"}";
        github.answer(new Outcome.Answered(201, Map.of("date", date(theirs)), Bytes.utf8(body)));
        assertThat(run(Set.of()))
                .isEqualTo(new Minted.Token(
                        new Credential.Bearer("ghs_1"), clock.instant().plus(Duration.ofMinutes(50)), UNTOLD));
    }

    @Test
    void learnsTheTimeFromARefusalOfTheAssertionsTimesAlone() {
        Instant theirs = Instant.parse("2026-03-01T15:00:00Z");
        Map<String, String> headers = Map.of("date", date(theirs));
        github.answer(new Outcome.Answered(401, headers, Bytes.utf8("{\"message\":\"Bad credentials\"}")));
        assertFailed(run(Set.of()), Reason.KEY_REFUSED, 401);
        assertThat(time.ahead()).isZero();
        String refused = "{\"message\":\"'Expiration time' claim ('exp') must be a numeric value\"}";
        github.answer(new Outcome.Answered(401, headers, Bytes.utf8(refused)));
        assertFailed(run(Set.of()), Reason.CLOCK_REFUSED, 401);
        assertThat(time.instant()).isEqualTo(theirs);
        github.answer(new Outcome.Answered(401, Map.of("date", "yesterday"), Bytes.utf8(refused)));
        assertFailed(run(Set.of()), Reason.CLOCK_REFUSED, 401);
        assertThat(time.instant()).isEqualTo(theirs);
    }

    @Test
    void givesFurtherCallsWhatIsLeftOfTheTime() {
        var minted = exchange(Set.of()).run().toCompletableFuture();
        clock.turn(Duration.ofSeconds(6));
        github.answer(422, REFUSED);
        assertThat(github.last().timeout()).isEqualTo(Duration.ofSeconds(9));
        clock.turn(Duration.ofSeconds(7));
        github.answer(200, "{\"permissions\":{\"metadata\":\"read\"}}");
        assertThat(github.last().timeout()).isEqualTo(Duration.ofSeconds(2));
        github.answer(new Outcome.TimedOut());
        assertThat(minted.join()).isEqualTo(new Minted.Failed(Failure.of(Reason.TIMED_OUT)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {\"permissions\":{\"members\":\"read\"}} | PERMISSIONS_REFUSED | 422",
                "200 | {\"permissions\":{\"contents\":\"read\"},\"suspended_at\":\"2026-01-01T00:00:00Z\"} | SUSPENDED | 200",
                "200 | {\"permissions\":{}} | MALFORMED_ANSWER | 200",
                "200 | [] | MALFORMED_ANSWER | 200",
                "404 | {\"message\":\"Not Found\"} | INSTALLATION_GONE | 404",
                "422 | {} | UNEXPECTED_ANSWER | 422",
                "502 | oops | GITHUB_ERROR | 502"
            })
    void saysWhyThereIsNoNarrowerToken(int status, String body, Reason reason, int reported) {
        github.answer(422, REFUSED).answer(status, body);
        assertFailed(run(Set.of()), reason, reported);
        assertThat(github.calls()).hasSize(2);
    }

    @Test
    void neverWidensATokenWhenARepositoryIsRefused() {
        github.answer(422, REFUSED).answer(200, "{\"permissions\":" + EVERYTHING + "}");
        assertFailed(run(Set.of("gone")), Reason.REPOSITORIES_REFUSED, 422);
        github.answer(422, REFUSED)
                .answer(200, "{\"permissions\":{\"metadata\":\"read\"}}")
                .answer(422, REFUSED);
        assertFailed(run(Set.of("gone")), Reason.REPOSITORIES_REFUSED, 422);
        github.answer(422, REFUSED)
                .answer(200, "{\"permissions\":" + EVERYTHING + "}")
                .answer(422, REFUSED);
        assertFailed(run(Set.of()), Reason.UNEXPECTED_ANSWER, 422);
        assertThat(github.calls()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401 | {\"message\":\"A JSON web token could not be decoded\"} | KEY_REFUSED | false",
                "403 | {\"message\":\"This installation has been suspended\"} | SUSPENDED | false",
                "403 | {\"message\":\"IP allow list\"} | FORBIDDEN | false",
                "403 | oops | FORBIDDEN | false",
                "403 | {\"message\":\"You have exceeded a secondary rate limit\"} | RATE_LIMITED | true",
                "404 | {\"message\":\"Not Found\"} | INSTALLATION_GONE | false",
                "410 | {} | INSTALLATION_GONE | false",
                "429 | {} | RATE_LIMITED | true",
                "400 | {} | UNEXPECTED_ANSWER | false",
                "304 | {} | UNEXPECTED_ANSWER | false",
                "500 | {} | GITHUB_ERROR | true",
                "503 | oops | GITHUB_ERROR | true"
            })
    void mapsWhatGitHubAnswers(int status, String body, Reason reason, boolean isTransient) {
        github.answer(status, body);
        Minted.Failed failed = assertFailed(run(Set.of()), reason, status);
        assertThat(failed.transientFailure()).isEqualTo(isTransient);
        assertThat(failed.failure().code()).isEqualTo("github_app_token_failed");
        assertThat(failed.failure().why()).isNotBlank().doesNotContain("JSON web token");
        assertThat(github.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"retry-after, 30", "x-ratelimit-remaining, 0"})
    void knowsLimitsByTheirHeaders(String name, String value) {
        github.answer(new Outcome.Answered(403, Map.of(name, value), Bytes.utf8("{}")));
        Minted.Failed failed = assertFailed(run(Set.of()), Reason.RATE_LIMITED, 403);
        if (name.equals("retry-after")) {
            assertThat(failed.failure().rate().retryAfter()).hasValue(Duration.ofSeconds(30));
        } else {
            assertThat(failed.failure().rate().exhausted()).isTrue();
        }
    }

    @Test
    void mapsWhatIsNoAnswer() {
        Map.of(
                        new Outcome.TimedOut(),
                        new Minted.Failed(Failure.of(Reason.TIMED_OUT)),
                        new Outcome.Unreachable("refused"),
                        new Minted.Failed(Failure.of(Reason.UNREACHABLE)),
                        new Outcome.NotSent("why"),
                        new Minted.Failed(Failure.of(Reason.UNEXPECTED_ANSWER)))
                .forEach((outcome, expected) -> {
                    github.answer(outcome);
                    assertThat(run(Set.of())).isEqualTo(expected);
                });
        github.answer(new Outcome.TooLarge(201, Map.of(), 5));
        assertFailed(run(Set.of()), Reason.UNEXPECTED_ANSWER, 201);
        github.answer(new Outcome.RedirectDenied(307, Map.of(), "/elsewhere"));
        assertFailed(run(Set.of()), Reason.UNEXPECTED_ANSWER, 307);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oops",
                "[]",
                "{}",
                "\"token\"",
                "{\"token\":7,\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"token\":\"\",\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"token\":\"a b\",\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"token\":\"a\\nb\",\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"token\":\"ä\",\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"permissions\":{\"token\":\"ghs_1\"},\"expires_at\":\"2026-03-01T13:00:00Z\"}",
                "{\"token\":\"ghs_1\",\"expires_at\":\"2026-03-01T13:00:00Z\""
            })
    void refusesAnswersWithoutAToken(String body) {
        github.answer(201, body);
        assertFailed(run(Set.of()), Reason.MALFORMED_ANSWER, 201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"ghs_1\"}",
                "{\"token\":\"ghs_1\",\"expires_at\":null}",
                "{\"token\":\"ghs_1\",\"expires_at\":1772370000}",
                "{\"token\":\"ghs_1\",\"expires_at\":\"tomorrow\"}",
                "{\"token\":\"ghs_1\",\"expires_at\":\"2026-03-01T11:59:59Z\"}",
                "{\"token\":\"ghs_1\",\"expires_at\":\"2026-03-01T12:01:00Z\"}"
            })
    void refusesTokensWithoutAUsableExpiry(String body) {
        github.answer(201, body);
        assertFailed(run(Set.of()), Reason.BAD_EXPIRY, 201);
    }

    @Test
    void believesNoTokenToLiveLongerThanGitHubsDo() {
        github.token("ghs_1", "2026-03-01T13:20:00Z");
        assertThat(run(Set.of()))
                .isEqualTo(new Minted.Token(
                        new Credential.Bearer("ghs_1"), clock.instant().plus(Duration.ofHours(1)), UNTOLD));
    }

    @Test
    void keepsWhatATokenMayDoAndSkipsWhatElseComesWithIt() {
        github.answer(200, """
                {"repositories":[{"token":"x","permissions":{"admin":true}}],"permissions":{"contents":"read","x":{"y":[1]},"<b>":"read","issues":"<b>"},
                 "repository_selection":"selected","expires_at":"2026-03-01T15:00:00+02:00","single_file":null,"token":"ghs_1"}
                """);
        assertThat(run(Set.of()))
                .isEqualTo(new Minted.Token(
                        new Credential.Bearer("ghs_1"),
                        Instant.parse("2026-03-01T13:00:00Z"),
                        new TokenGrant(Map.of("contents", "read"), "selected")));
    }

    private Minted run(Set<String> repositories) {
        return exchange(repositories).run().toCompletableFuture().join();
    }

    private TokenExchange exchange(Set<String> repositories) {
        Installation installation = new Installation("1", 4711, "SECRET", KEY, repositories);
        return new TokenExchange(
                github,
                clock,
                time,
                granted,
                installation,
                ASSERTION,
                clock.instant().plusSeconds(15));
    }

    private static Minted.Failed assertFailed(Minted minted, Reason reason, int status) {
        assertThat(minted).isInstanceOfSatisfying(Minted.Failed.class, failed -> {
            assertThat(failed.failure().reason()).isEqualTo(reason);
            assertThat(failed.failure().status()).isEqualTo(status);
        });
        return (Minted.Failed) minted;
    }

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private static JsonNode body(GitHubCall call) throws Exception {
        return JSON.readTree(call.body().shared());
    }
}
