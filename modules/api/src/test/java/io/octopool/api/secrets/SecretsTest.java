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
import java.time.InstantSource;
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

class SecretsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OCTOPOOL_ADMIN_TOKEN",
                "PATH",
                "octopool_pat_a",
                "../OCTOPOOL_PAT_A",
                "OCTOPOOL_PAT_A/b",
                "OCTOPOOL_APP_KEY_1_PASSPHRASE",
                "OCTOPOOL_APP_KEY_1.passphrase",
                "",
                "-x",
                ".hidden"
            })
    void refusesOtherNamesWithoutADirectory(String name) {
        Secrets secrets = new Secrets(Optional.empty(), Map.of(name, "x"));
        assertThat(secrets.admits(name)).isFalse();
        assertThat(secrets.ofIdentity(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghp_x", "gho_x", "ghu_x", "ghs_x", "ghr_x", "GHP_x", "github_pat_x", "op_x"})
    void refusesATokenThatIsGivenForAName(String token) {
        assertThat(new Secrets(Optional.of(directory), Map.of()).admits(token)).isFalse();
    }

    @Test
    void findsSharedNamesInTheEnvironmentAndTrimsThem() {
        Secrets secrets = new Secrets(Optional.empty(), Map.of("OCTOPOOL_PAT_A", " x\n", "OCTOPOOL_PAT_B", "  "));
        assertThat(secrets.admits("OCTOPOOL_PAT_A")).isTrue();
        assertThat(secrets.ofIdentity("OCTOPOOL_PAT_A")).contains("x");
        assertThat(secrets.ofIdentity("OCTOPOOL_PAT_B")).isEmpty();
    }

    @Test
    void keepsTheServersOwnSecretsFromIdentities() throws Exception {
        Files.writeString(directory.resolve("OCTOPOOL_ADMIN_TOKEN"), "admin");
        Files.createDirectory(directory.resolve("identities"));
        Files.writeString(directory.resolve("identities").resolve("bob"), "pat\n");
        Secrets secrets = new Secrets(Optional.of(directory), Map.of("HOME", "x"));
        assertThat(secrets.ofIdentity("bob")).contains("pat");
        assertThat(secrets.ofIdentity("OCTOPOOL_ADMIN_TOKEN")).isEmpty();
        assertThat(secrets.ofIdentity("HOME")).isEmpty();
        assertThat(secrets.find("OCTOPOOL_ADMIN_TOKEN")).contains("admin");
    }

    @Test
    void seesARotatedSecretAtTheNextUse() throws Exception {
        Path file = directory.resolve("OCTOPOOL_PAT_A");
        Files.writeString(file, "old");
        Secrets secrets = new Secrets(Optional.of(directory), Map.of());
        assertThat(secrets.ofIdentity("OCTOPOOL_PAT_A")).contains("old");
        Files.writeString(file, "new");
        assertThat(secrets.ofIdentity("OCTOPOOL_PAT_A")).contains("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "nb\u00a0sp", "a b", "caf\u00e9"})
    void takesWhatCanBeNoTokenForAMissingOne(String secret) {
        assertThat(credentialOf(pat(), Map.of("OCTOPOOL_PAT_A", secret)))
                .isInstanceOf(Credentials.Answer.Unusable.class);
    }

    @ParameterizedTest
    @CsvSource({"0, none of its scopes names an owner", "501, its scopes name more than 500 repositories"})
    void asksForNoTokenThatWouldReadMoreThanTheScopesOfItsApp(int scopes, String why) {
        try (Logged logged = new Logged()) {
            Map<String, String> key = Map.of("OCTOPOOL_APP_KEY_1", AppKey.of(1).pkcs8());
            assertThat(credentialOf(app(scopes), key)).isInstanceOf(Credentials.Answer.Unusable.class);
            assertThat(logged.lines()).containsExactly("Identity a cannot be used: " + why);
        }
    }

    private static Credentials.Answer credentialOf(Identity identity, Map<String, String> environment) {
        InstantSource clock = InstantSource.system();
        InstallationTokens tokens = new InstallationTokens(
                _ -> CompletableFuture.failedStage(new AssertionError("nothing to mint")), clock);
        return new IdentityCredentials(new Secrets(Optional.empty(), environment), Optional.of("1"), tokens, clock)
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
