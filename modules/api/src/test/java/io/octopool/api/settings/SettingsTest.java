package io.octopool.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.octopool.github.client.Credential;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.pool.lease.LeaseLimits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private Path directory;

    @Test
    void hasADefaultForEverythingButTheOrganisation() throws InvalidSettings {
        Settings settings = Settings.of(Map.of("ALLOWED_GITHUB_ORG", "octo-org", "HOME", "/home/ada"));

        assertThat(settings.allowedOrg()).isEqualTo("octo-org");
        assertThat(settings.defaultAllowedOwners()).isEqualTo("octo-org");
        assertThat(settings.defaultLoginPool()).isEqualTo("maintainers");
        assertThat(settings.publicRepoTtl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.publicRepoNegativeTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.maxResponseBytes()).isEqualTo(2_097_152);
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.adminToken()).isEmpty();
        assertThat(settings.orgToken()).isEmpty();
        assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(8787);
        assertThat(settings.publicUrl()).isEmpty();
        assertThat(settings.database())
                .isEqualTo(DatabaseSettings.embedded(Path.of("/home/ada/.local/share/octopool")));
        assertThat(settings.githubApiUrl()).isEqualTo(URI.create("https://api.github.com"));
        assertThat(settings.publicReader()).isEmpty();
        assertThat(settings.githubAppId()).isEmpty();
        assertThat(settings.leaseLimits()).isEqualTo(new LeaseLimits(20, 900));
        assertThat(settings.cacheEntriesInMemory()).isEqualTo(20_000);
        assertThat(settings.cacheMemoryBytes()).isEqualTo(268_435_456);
        assertThat(settings.cacheDiskBytes()).isEqualTo(10_737_418_240L);
        assertThat(settings.maxLogBytes()).isEqualTo(7_340_032);
        assertThat(settings.logFormat()).isEqualTo(LogFormat.AUTO);
        assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(settings.notices()).hasSize(2);
    }

    @Test
    void readsEveryName() throws InvalidSettings {
        Map<String, String> environment = new HashMap<>();
        environment.put("ALLOWED_GITHUB_ORG", " octo-org ");
        environment.put("DEFAULT_ALLOWED_OWNERS", "octo-org, friends");
        environment.put("DEFAULT_LOGIN_POOL", "agents");
        environment.put("PUBLIC_REPO_TTL_SECONDS", "900");
        environment.put("PUBLIC_REPO_NEGATIVE_TTL_SECONDS", "61");
        environment.put("MAX_RESPONSE_BYTES", "4194304");
        environment.put("REQUEST_TIMEOUT_MS", "2000");
        environment.put("OCTOPOOL_ADMIN_TOKEN", "admin");
        environment.put("OCTOPOOL_GITHUB_ORG_TOKEN", "org");
        environment.put("OCTOPOOL_HTTP_HOST", "0.0.0.0");
        environment.put("OCTOPOOL_HTTP_PORT", "0");
        environment.put("OCTOPOOL_PUBLIC_URL", "https://octopool.example/");
        environment.put("OCTOPOOL_DATABASE_URL", "jdbc:postgresql://db/octopool");
        environment.put("OCTOPOOL_DATABASE_USER", "octopool");
        environment.put("OCTOPOOL_DATABASE_PASSWORD", "secret");
        environment.put("OCTOPOOL_GITHUB_API_URL", "http://127.0.0.1:9797/");
        environment.put("OCTOPOOL_GITHUB_APP_ID", "Iv23.app");
        environment.put("OCTOPOOL_PUBLIC_CLIENT_ID", "Iv1.0123456789abcdef");
        environment.put("OCTOPOOL_PUBLIC_CLIENT_SECRET", "reader-secret");
        environment.put("OCTOPOOL_CALLS_PER_OWNER", "7");
        environment.put("OCTOPOOL_POINTS_PER_MINUTE", "0");
        environment.put("OCTOPOOL_CACHE_ENTRIES_IN_MEMORY", "100");
        environment.put("OCTOPOOL_CACHE_MEMORY_BYTES", "1048576");
        environment.put("OCTOPOOL_CACHE_DISK_BYTES", "5000000000");
        environment.put("OCTOPOOL_MAX_LOG_BYTES", "1000000");
        environment.put("OCTOPOOL_LOG_FORMAT", "json");
        environment.put("OCTOPOOL_LOG_LEVEL", "debug");
        Settings settings = Settings.of(environment);

        assertThat(settings.allowedOrg()).isEqualTo("octo-org");
        assertThat(settings.defaultAllowedOwners()).isEqualTo("octo-org, friends");
        assertThat(settings.defaultLoginPool()).isEqualTo("agents");
        assertThat(settings.publicRepoTtl()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.publicRepoNegativeTtl()).isEqualTo(Duration.ofSeconds(61));
        assertThat(settings.maxResponseBytes()).isEqualTo(4_194_304);
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.adminToken()).contains("admin");
        assertThat(settings.orgToken()).contains("org");
        assertThat(settings.httpHost()).isEqualTo("0.0.0.0");
        assertThat(settings.httpPort()).isZero();
        assertThat(settings.publicUrl()).contains(URI.create("https://octopool.example"));
        assertThat(settings.httpsOnly()).isTrue();
        assertThat(settings.database())
                .isEqualTo(new DatabaseSettings("jdbc:postgresql://db/octopool", "octopool", "secret"));
        assertThat(settings.githubApiUrl()).isEqualTo(URI.create("http://127.0.0.1:9797"));
        assertThat(settings.githubAppId()).contains("Iv23.app");
        assertThat(settings.publicReader()).contains(new Credential.Basic("Iv1.0123456789abcdef", "reader-secret"));
        assertThat(settings.leaseLimits()).isEqualTo(new LeaseLimits(7, 0));
        assertThat(settings.cacheEntriesInMemory()).isEqualTo(100);
        assertThat(settings.cacheMemoryBytes()).isEqualTo(1_048_576);
        assertThat(settings.cacheDiskBytes()).isEqualTo(5_000_000_000L);
        assertThat(settings.maxLogBytes()).isEqualTo(1_000_000);
        assertThat(settings.logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(settings.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(settings.notices()).isEmpty();
        assertThat(settings.toString()).doesNotContain("secret", "admin");
    }

    @Test
    void takesTheDataDirectoryFromItsOwnNameFirst() throws InvalidSettings {
        Map<String, String> environment =
                Map.of("ALLOWED_GITHUB_ORG", "o", "OCTOPOOL_DATA_DIR", "/data", "XDG_DATA_HOME", "/xdg", "HOME", "/h");
        assertThat(Settings.of(environment).database()).isEqualTo(DatabaseSettings.embedded(Path.of("/data")));
        assertThat(Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", "XDG_DATA_HOME", "/xdg"))
                        .database())
                .isEqualTo(DatabaseSettings.embedded(Path.of("/xdg/octopool")));
    }

    @Test
    void looksForSecretsInTheDirectoryBeforeTheEnvironment() throws Exception {
        Files.writeString(directory.resolve("OCTOPOOL_ADMIN_TOKEN"), "from-file\n");
        Settings settings = Settings.of(Map.of(
                "ALLOWED_GITHUB_ORG", "o",
                "OCTOPOOL_SECRETS_DIR", directory.toString(),
                "OCTOPOOL_ADMIN_TOKEN", "from-environment",
                "OCTOPOOL_GITHUB_ORG_TOKEN", "only-there"));
        assertThat(settings.adminToken()).isEqualTo(Optional.of("from-file"));
        assertThat(settings.orgToken()).isEqualTo(Optional.of("only-there"));
    }

    @Test
    void wantsBothHalvesOfThePublicReader() throws Exception {
        Files.writeString(directory.resolve("OCTOPOOL_PUBLIC_CLIENT_SECRET"), "from-file\n");
        assertThat(Settings.of(Map.of(
                                "ALLOWED_GITHUB_ORG", "o",
                                "OCTOPOOL_SECRETS_DIR", directory.toString(),
                                "OCTOPOOL_PUBLIC_CLIENT_ID", "Iv1.a"))
                        .publicReader())
                .contains(new Credential.Basic("Iv1.a", "from-file"));
        assertThatThrownBy(() -> Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", "OCTOPOOL_PUBLIC_CLIENT_ID", "Iv1.a")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith("OCTOPOOL_PUBLIC_CLIENT_SECRET is not set although");
        assertThatThrownBy(
                        () -> Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", "OCTOPOOL_PUBLIC_CLIENT_SECRET", "hush")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith("OCTOPOOL_PUBLIC_CLIENT_ID is not set although")
                .hasMessageNotContaining("hush");
    }

    @Test
    void saysOnceWhoProbesRepositoriesWhenThereIsNoOrganisationToken() throws InvalidSettings {
        Map<String, String> environment = new HashMap<>(Map.of("ALLOWED_GITHUB_ORG", "o", "OCTOPOOL_ADMIN_TOKEN", "a"));
        assertThat(Settings.of(environment).notices())
                .singleElement()
                .asString()
                .contains("503 org_verification_unavailable", "probed anonymously");
        environment.put("OCTOPOOL_PUBLIC_CLIENT_ID", "Iv1.a");
        environment.put("OCTOPOOL_PUBLIC_CLIENT_SECRET", "b");
        assertThat(Settings.of(environment).notices())
                .singleElement()
                .asString()
                .contains("503 org_verification_unavailable", "probed by the public reader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void demandsTheOrganisation(String blank) {
        assertThatThrownBy(() -> Settings.of(Map.of("ALLOWED_GITHUB_ORG", blank)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(
                        "ALLOWED_GITHUB_ORG is not set (the GitHub organisation whose members may use this server)");
        assertThatThrownBy(() -> Settings.of(Map.of())).isInstanceOf(InvalidSettings.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOWED_GITHUB_ORG, no spaces",
        "DEFAULT_LOGIN_POOL, a/b",
        "PUBLIC_REPO_TTL_SECONDS, 0",
        "PUBLIC_REPO_NEGATIVE_TTL_SECONDS, 1h",
        "MAX_RESPONSE_BYTES, -1",
        "REQUEST_TIMEOUT_MS, 1.5",
        "OCTOPOOL_HTTP_PORT, 65536",
        "OCTOPOOL_PUBLIC_URL, octopool.example",
        "OCTOPOOL_PUBLIC_URL, https://octopool.example/path",
        "OCTOPOOL_DATABASE_URL, jdbc:mysql://db/octopool",
        "OCTOPOOL_SECRETS_DIR, /no/such/directory",
        "OCTOPOOL_GITHUB_API_URL, ftp://api.github.com",
        "OCTOPOOL_PUBLIC_CLIENT_ID, a:b",
        "OCTOPOOL_GITHUB_APP_ID, a b",
        "OCTOPOOL_CALLS_PER_OWNER, 101",
        "OCTOPOOL_POINTS_PER_MINUTE, -1",
        "OCTOPOOL_CACHE_ENTRIES_IN_MEMORY, many",
        "OCTOPOOL_CACHE_MEMORY_BYTES, 256MiB",
        "OCTOPOOL_CACHE_DISK_BYTES, 0",
        "OCTOPOOL_MAX_LOG_BYTES, 8388609",
        "OCTOPOOL_LOG_FORMAT, xml",
        "OCTOPOOL_LOG_LEVEL, loud"
    })
    void namesWhatIsMalformed(String name, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("ALLOWED_GITHUB_ORG", "o"));
        environment.put(name, value);
        assertThatThrownBy(() -> Settings.of(environment))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith(name + " is malformed: ")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "OCTOPOOL_HTTP_PROT, OCTOPOOL_HTTP_PORT",
        "OCTOPOOL_ADMINTOKEN, OCTOPOOL_ADMIN_TOKEN",
        "OCTOPOOL_DATABASE, OCTOPOOL_DATABASE_URL"
    })
    void suggestsTheNearestNameForAnUnknownOne(String unknown, String nearest) {
        assertThatThrownBy(() -> Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", unknown, "x")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(unknown)
                .hasMessageContaining("did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "OCTOPOOL_URL, https://octopool.example",
        "OCTOPOOL_TOKEN, op_x",
        "OCTOPOOL_POOL, maintainers",
        "OCTOPOOL_GH_PATH, /usr/bin/gh",
        "OCTOPOOL_FRESH, 1",
        "OCTOPOOL_QUIET_CACHE, 1",
        "OCTOPOOL_NO_FALLBACK, 1",
        "OCTOPOOL_RELAY_RETRIES, 2",
        "OCTOPOOL_ALLOW_INSECURE_LOGIN, 1",
        "OCTOPOOL_E2E_HOST, x",
        "OCTOPOOL_PAT_ALICE, x",
        "OCTOPOOL_APP_KEY_1, x",
        "OCTOPOOL_GITHUB_APP_PRIVATE_KEY, x",
        "OCTOPOOL_CLUSTER_SEEDS, x",
        "OCTOPOOL_SERVICE_HOST, 10.0.0.1",
        "OCTOPOOL_SERVICE_PORT, 8787",
        "OCTOPOOL_SERVICE_PORT_HTTP, 8787",
        "OCTOPOOL_PORT, tcp://10.0.0.1:8787",
        "OCTOPOOL_PORT_8787_TCP, tcp://10.0.0.1:8787",
        "OCTOPOOL_PORT_8787_TCP_ADDR, 10.0.0.1",
        "GITHUB_OAUTH_CLIENT_ID, x",
        "ORG_VERIFY_TTL_SECONDS, x"
    })
    void letsOtherProgramsHaveTheirNames(String name, String value) throws InvalidSettings {
        assertThat(Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", name, value)).allowedOrg())
                .isEqualTo("o");
    }

    @Test
    void takesAPortThatIsNoServiceAddressForAMistake() {
        assertThatThrownBy(() -> Settings.of(Map.of("ALLOWED_GITHUB_ORG", "o", "OCTOPOOL_PORT", "8787")))
                .hasMessageContaining("OCTOPOOL_PORT is not a setting");
    }
}
