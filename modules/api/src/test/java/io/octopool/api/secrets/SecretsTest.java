package io.octopool.api.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
}
