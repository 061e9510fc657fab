package io.octopool.github.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryTest {

    private static final Credential TOKEN = new Credential.Bearer("t");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Answers calls in order and keeps them; each call takes a second of the clock. */
    private static final class Script implements GitHub, InstantSource {
        private final List<Outcome> outcomes;
        private final List<GitHubCall> calls = new ArrayList<>();

        Script(Outcome... outcomes) {
            this.outcomes = new ArrayList<>(List.of(outcomes));
        }

        @Override
        public CompletionStage<Outcome> send(GitHubCall call) {
            calls.add(call);
            return CompletableFuture.completedFuture(outcomes.removeFirst());
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds(calls.size());
        }
    }

    @Test
    void findsAUser() {
        Script github = new Script(answer(200, "{\"id\":583231,\"login\":\"octocat\",\"name\":\"Mona\",\"x\":[1]}"));
        assertThat(user(github, "OctoCat")).isEqualTo(new UserLookup.Found(583_231, "octocat", Optional.of("Mona")));
        assertThat(github.calls.getFirst().target()).isEqualTo("/users/OctoCat");
        assertThat(github.calls.getFirst().credential()).isEqualTo(TOKEN);
        assertThat(github.calls.getFirst().timeout()).isEqualTo(TIMEOUT);
    }

    @Test
    void findsWhoseACredentialIs() {
        Script github = new Script(answer(200, "{\"id\":1001,\"login\":\"alice\"}"), answer(403, "{}"));
        Directory directory = new Directory(github, github);
        assertThat(directory.self(TOKEN, TIMEOUT).toCompletableFuture().join().lookup())
                .isEqualTo(new UserLookup.Found(1001, "alice", Optional.empty()));
        assertThat(github.calls.getFirst().target()).isEqualTo("/user");
        assertThat(github.calls.getFirst().credential()).isEqualTo(TOKEN);
        assertThat(directory.self(TOKEN, TIMEOUT).toCompletableFuture().join().lookup())
                .isInstanceOf(UserLookup.Failed.class);
    }

    @Test
    void findsUsersWithoutNameAndBots() {
        Script github = new Script(
                answer(200, "{\"id\":1,\"login\":\"a\",\"name\":null}"),
                answer(200, "{\"id\":2,\"login\":\"b[bot]\"}"));
        assertThat(user(github, "a")).isEqualTo(new UserLookup.Found(1, "a", Optional.empty()));
        assertThat(user(github, "b[bot]")).isEqualTo(new UserLookup.Found(2, "b[bot]", Optional.empty()));
        assertThat(github.calls.getLast().target()).isEqualTo("/users/b%5Bbot%5D");
    }

    @Test
    void knowsWhenThereIsNoSuchUser() {
        assertThat(user(new Script(answer(404, "{\"message\":\"Not Found\"}")), "nobody"))
                .isEqualTo(new UserLookup.NoSuchUser());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "../user", "a b", "-a", "a?b", "a\n", "ä", "a%2Fb"})
    void doesNotAskForWhatIsNoLogin(String login) {
        Script github = new Script();
        assertThat(user(github, login)).isEqualTo(new UserLookup.NoSuchUser());
        assertThat(membership(github, login)).isEqualTo(new Membership.NotMember());
        assertThat(github.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401 | {\"message\":\"Bad credentials\"}",
                "403 | {}",
                "500 | oops",
                "200 | oops",
                "200 | []",
                "200 | {\"id\":\"1\",\"login\":\"a\"}",
                "200 | {\"id\":1.5,\"login\":\"a\"}",
                "200 | {\"id\":99999999999999999999,\"login\":\"a\"}",
                "200 | {\"id\":1}",
                "202 | {}"
            })
    void reportsWhatIsNoUserWithTheRateLimit(int status, String body) {
        assertThat(user(new Script(answer(status, body)), "a"))
                .isInstanceOfSatisfying(UserLookup.Failed.class, failed -> {
                    assertThat(failed.failure().status()).isEqualTo(status);
                    assertThat(failed.failure().why()).isNotBlank();
                    assertThat(failed.failure().rate().remaining()).hasValue(5);
                    assertThat(failed.failure().headers().values()).containsOnlyKeys("x-ratelimit-remaining");
                });
    }

    @Test
    void reportsThatGitHubDidNotAnswer() {
        for (Outcome outcome : List.of(
                new Outcome.TimedOut(),
                new Outcome.Unreachable("refused"),
                new Outcome.NotSent("why"),
                new Outcome.TooLarge(200, Map.of(), 5),
                new Outcome.RedirectDenied(302, Map.of(), null))) {
            assertThat(user(new Script(outcome), "a")).isInstanceOf(UserLookup.Failed.class);
            assertThat(membership(new Script(outcome), "a")).isInstanceOf(Membership.Failed.class);
        }
    }

    @Test
    void tellsAQuestionThatWasNotSentFromOneThatWasNotAnswered() {
        Instant until = Instant.parse("2026-03-01T12:00:00Z");
        assertThat(unasked(new Outcome.NotSent("why", until))).isEqualTo(new Failure.Unasked(until));
        assertThat(unasked(new Outcome.NotSent("why"))).isEqualTo(new Failure.Unasked(null));
        assertThat(unasked(new Outcome.TimedOut())).isNull();
    }

    private static Failure.@Nullable Unasked unasked(Outcome outcome) {
        UserLookup lookup = user(new Script(outcome), "a");
        assertThat(lookup).isInstanceOf(UserLookup.Failed.class);
        return ((UserLookup.Failed) lookup).failure().unasked();
    }

    @Test
    void findsTheOrganisationWhateverItsCase() throws Exception {
        Script github = new Script(page("c1", "a", "b"), page(null, "x", "OCTO-Org"));
        assertThat(membership(github, "mona")).isEqualTo(new Membership.Member());
        assertThat(github.calls).hasSize(2);
        assertThat(github.calls)
                .allMatch(call -> call.method().equals("POST") && call.target().equals("/graphql"));
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(github.calls.getFirst().body().shared()).path("variables"))
                .isEqualTo(json.readTree("{\"login\":\"mona\",\"cursor\":null}"));
        assertThat(json.readTree(github.calls.getLast().body().shared()).path("variables"))
                .isEqualTo(json.readTree("{\"login\":\"mona\",\"cursor\":\"c1\"}"));
        assertThat(github.calls.getFirst().body().text()).contains("$login").doesNotContain("octo-org");
        assertThat(github.calls.getLast().timeout()).as("what is left").isEqualTo(TIMEOUT.minusSeconds(1));
    }

    @Test
    void knowsWhoIsNoMember() {
        assertThat(membership(new Script(page(null, "a", "octo-org2")), "mona")).isEqualTo(new Membership.NotMember());
        assertThat(membership(new Script(page(null)), "mona")).isEqualTo(new Membership.NotMember());
        assertThat(membership(new Script(answer(200, "{\"data\":{\"user\":null}}")), "mona"))
                .isEqualTo(new Membership.NotMember());
        assertThat(membership(
                        new Script(
                                answer(
                                        200,
                                        "{\"data\":{\"user\":null},\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"user\"]}]}")),
                        "mona"))
                .isEqualTo(new Membership.NotMember());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oops",
                "{}",
                "[]",
                "{\"data\":{}}",
                "{\"data\":null,\"errors\":[{\"type\":\"RATE_LIMITED\"}]}",
                "{\"data\":{\"user\":null},\"errors\":[{\"type\":\"NOT_FOUND\"},{\"type\":\"FORBIDDEN\"}]}",
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":[{\"login\":\"octo-org\"}],\"pageInfo\":{\"hasNextPage\":false}}}},\"errors\":[{\"message\":\"x\"}]}",
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":null,\"pageInfo\":{\"hasNextPage\":false}}}}}",
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":[]}}}}",
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":[],\"pageInfo\":{\"hasNextPage\":true,\"endCursor\":null}}}}}",
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":[],\"pageInfo\":{\"hasNextPage\":\"no\"}}}}}"
            })
    void reportsAnAnswerThatSaysNothing(String body) {
        assertThat(membership(new Script(answer(200, body)), "mona"))
                .isInstanceOfSatisfying(
                        Membership.Failed.class,
                        failed -> assertThat(failed.failure().status()).isEqualTo(200));
    }

    @Test
    void reportsErrorsAndCursorsThatRepeat() {
        assertThat(membership(new Script(answer(502, "{}")), "mona"))
                .isInstanceOfSatisfying(
                        Membership.Failed.class,
                        failed -> assertThat(failed.failure().status()).isEqualTo(502));
        Script circle = new Script(page("c1", "a"), page("c2", "b"), page("c1", "c"));
        assertThat(membership(circle, "mona")).isInstanceOf(Membership.Failed.class);
        assertThat(circle.calls).hasSize(3);
    }

    private static UserLookup user(Script github, String login) {
        return new Directory(github, github)
                .user(login, TOKEN, TIMEOUT)
                .toCompletableFuture()
                .join();
    }

    private static Membership membership(Script github, String login) {
        return new Directory(github, github)
                .membership(login, "octo-org", TOKEN, TIMEOUT)
                .toCompletableFuture()
                .join();
    }

    private static Outcome answer(int status, String body) {
        return new Outcome.Answered(status, Map.of("x-ratelimit-remaining", "5", "set-cookie", "x"), Bytes.utf8(body));
    }

    private static Outcome page(@Nullable String next, String... logins) {
        List<String> nodes = new ArrayList<>();
        for (String login : logins) {
            nodes.add("{\"login\":\"" + login + "\"}");
        }
        return answer(
                200,
                "{\"data\":{\"user\":{\"organizations\":{\"nodes\":[" + String.join(",", nodes)
                        + "],\"pageInfo\":{\"hasNextPage\":" + (next != null) + ",\"endCursor\":"
                        + (next == null ? "null" : "\"" + next + "\"") + "}}}}}");
    }
}
