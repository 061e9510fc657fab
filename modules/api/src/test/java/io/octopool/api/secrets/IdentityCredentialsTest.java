package io.octopool.api.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.http.Logged;
import io.octopool.github.apps.InstallationTokens;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.sim.apps.AppKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What identities call GitHub with, where they do not. Nothing is minted. */
class IdentityCredentialsTest {

    private static final String CANNOT = "Identity a cannot be used: ";

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "nb\u00a0sp", "a b", "caf\u00e9"})
    void takesWhatCanBeNoTokenForAMissingOne(String secret) {
        try (Logged logged = new Logged()) {
            assertThat(answer(knowing(Map.of("OCTOPOOL_PAT_A", secret)), pat()))
                    .isInstanceOf(Credentials.Answer.Unusable.class);
            assertThat(logged.lines()).containsExactly(CANNOT + "its secret OCTOPOOL_PAT_A is no token");
        }
    }

    @Test
    void saysOnceForEachRestThatASecretIsMissing() {
        IdentityCredentials credentials = knowing(Map.of());
        try (Logged logged = new Logged()) {
            for (int i = 0; i < 20; i++) {
                assertThat(answer(credentials, pat())).isInstanceOf(Credentials.Answer.Unusable.class);
                now = now.plusSeconds(5);
            }
            assertThat(logged.lines()).containsExactly(CANNOT + "its secret OCTOPOOL_PAT_A is missing");
            now = now.plusSeconds(20);
            answer(credentials, pat());
            assertThat(logged.lines()).hasSize(2);
        }
    }

    @Test
    void saysThatTheFileOfASecretCannotBeRead() throws Exception {
        Files.createDirectories(directory.resolve("OCTOPOOL_PAT_A"));
        try (Logged logged = new Logged()) {
            IdentityCredentials credentials = of(new Secrets(Optional.of(directory), Map.of()));
            assertThat(answer(credentials, pat())).isInstanceOf(Credentials.Answer.Unusable.class);
            assertThat(logged.lines())
                    .singleElement()
                    .asString()
                    .startsWith(CANNOT + "its secret OCTOPOOL_PAT_A cannot be read: ");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, none of its scopes names an owner", "501, its scopes name more than 500 repositories"})
    void asksForNoTokenThatWouldReadMoreThanTheScopesOfItsApp(int scopes, String why) {
        Map<String, String> key = Map.of("OCTOPOOL_APP_KEY_1", AppKey.of(1).pkcs8());
        try (Logged logged = new Logged()) {
            assertThat(answer(knowing(key), app(scopes))).isInstanceOf(Credentials.Answer.Unusable.class);
            assertThat(logged.lines()).containsExactly(CANNOT + why);
        }
    }

    private IdentityCredentials knowing(Map<String, String> environment) {
        return of(new Secrets(Optional.empty(), environment));
    }

    private IdentityCredentials of(Secrets secrets) {
        InstallationTokens tokens = new InstallationTokens(
                _ -> CompletableFuture.failedStage(new AssertionError("nothing to mint")), () -> now);
        return new IdentityCredentials(secrets, Optional.of("1"), tokens, () -> now);
    }

    private static Credentials.Answer answer(IdentityCredentials credentials, Identity identity) {
        return credentials
                .of(identity, Duration.ofSeconds(1))
                .toCompletableFuture()
                .join();
    }

    private static Identity pat() {
        return new Identity(
                "a", Identity.PAT, "alice", 1, "OCTOPOOL_PAT_A", null, null, 100, 10, 100, Identity.ACTIVE, List.of());
    }

    private static Identity app(int scopes) {
        return new Identity(
                "a",
                Identity.GITHUB_APP,
                "app",
                0,
                "OCTOPOOL_APP_KEY_1",
                7L,
                null,
                100,
                0,
                100,
                Identity.ACTIVE,
                IntStream.range(0, scopes)
                        .mapToObj(i -> new IdentityScope("octo-org", "r" + i, false))
                        .toList());
    }
}
