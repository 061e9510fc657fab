package io.octopool.api.settings;

import io.octopool.api.secrets.Secrets;
import io.octopool.github.client.Credential;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.pool.lease.LeaseLimits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server is configured (docs/configuration.md; server spec 13).
 *
 * @param allowedOrg the organisation whose members may use the server
 * @param defaultAllowedOwners comma-separated owners in the policy of a new pool
 * @param defaultLoginPool the pool that clients are told to use
 * @param publicRepoTtl how long a repository counts as public after GitHub said so
 * @param publicRepoNegativeTtl how long a repository counts as not public after GitHub said so
 * @param maxResponseBytes largest body taken from GitHub, decompressed
 * @param requestTimeout the longest one call of GitHub may take
 * @param adminToken what admin calls authenticate with; without it they are refused
 * @param orgToken GitHub token for membership checks, look-ups and probes
 * @param httpHost listen address
 * @param httpPort listen port, 0 for any free one
 * @param publicUrl origin that clients see, without a path; empty: the origin of each request
 * @param database where facts are kept
 * @param githubApiUrl base of GitHub's REST and GraphQL API
 * @param githubAppId the App of identities that name none of their own: its id or client id
 * @param publicReader the OAuth app that reads public data (design, "Public reader"); empty: the anonymous API stands in
 * @param leaseLimits how hard one owner of identities may be used
 * @param cacheEntriesInMemory cached answers kept in memory
 * @param cacheMemoryBytes bytes that cached answers may take in memory
 * @param cacheDiskBytes bytes that cached answers and logs may take in the database, headers and rows included
 * @param maxLogBytes largest log taken from GitHub
 * @param secrets where the secrets of identities are found
 */
public record Settings(
        String allowedOrg,
        String defaultAllowedOwners,
        String defaultLoginPool,
        Duration publicRepoTtl,
        Duration publicRepoNegativeTtl,
        int maxResponseBytes,
        Duration requestTimeout,
        Optional<String> adminToken,
        Optional<String> orgToken,
        String httpHost,
        int httpPort,
        Optional<URI> publicUrl,
        DatabaseSettings database,
        URI githubApiUrl,
        Optional<String> githubAppId,
        Optional<Credential.Basic> publicReader,
        LeaseLimits leaseLimits,
        int cacheEntriesInMemory,
        long cacheMemoryBytes,
        long cacheDiskBytes,
        int maxLogBytes,
        LogFormat logFormat,
        LogLevel logLevel,
        Secrets secrets) {

    /**
     * Reads the environment. Blank values count as unset.
     *
     * @throws InvalidSettings for the first value that is missing or malformed, and for unknown names
     */
    public static Settings of(Map<String, String> environment) throws InvalidSettings {
        Environment env = Environment.of(environment);
        String org = env.text("ALLOWED_GITHUB_ORG")
                .orElseThrow(() -> new InvalidSettings("ALLOWED_GITHUB_ORG is not set"
                        + " (the GitHub organisation whose members may use this server)"));
        UnknownNames.refuse(environment.keySet(), environment::get);
        Secrets secrets = new Secrets(env.directory("OCTOPOOL_SECRETS_DIR"), environment);
        return new Settings(
                env.login("ALLOWED_GITHUB_ORG", org),
                env.text("DEFAULT_ALLOWED_OWNERS").orElse(org),
                env.poolId("DEFAULT_LOGIN_POOL", "maintainers"),
                Duration.ofSeconds(env.positive("PUBLIC_REPO_TTL_SECONDS", 30, MAX_SECONDS)),
                Duration.ofSeconds(env.positive("PUBLIC_REPO_NEGATIVE_TTL_SECONDS", 3600, MAX_SECONDS)),
                env.positive("MAX_RESPONSE_BYTES", 2_097_152, 64 << 20),
                Duration.ofMillis(env.positive("REQUEST_TIMEOUT_MS", 15_000, 600_000)),
                secrets.find("OCTOPOOL_ADMIN_TOKEN"),
                secrets.find("OCTOPOOL_GITHUB_ORG_TOKEN"),
                env.text("OCTOPOOL_HTTP_HOST").orElse("127.0.0.1"),
                env.port("OCTOPOOL_HTTP_PORT", 8787),
                env.origin("OCTOPOOL_PUBLIC_URL"),
                DatabaseChoice.of(env, secrets),
                env.base("OCTOPOOL_GITHUB_API_URL", "https://api.github.com"),
                Environment.appId("OCTOPOOL_GITHUB_APP_ID", secrets.find("OCTOPOOL_GITHUB_APP_ID")),
                PublicReaderChoice.of(env, secrets),
                new LeaseLimits(
                        env.positive("OCTOPOOL_CALLS_PER_OWNER", 20, 100),
                        env.count("OCTOPOOL_POINTS_PER_MINUTE", 900, 1_000_000)),
                env.positive("OCTOPOOL_CACHE_ENTRIES_IN_MEMORY", 20_000, 10_000_000),
                env.bytes("OCTOPOOL_CACHE_MEMORY_BYTES", 256L << 20, MAX_CACHE_BYTES),
                env.bytes("OCTOPOOL_CACHE_DISK_BYTES", 10L << 30, MAX_CACHE_BYTES),
                env.positive("OCTOPOOL_MAX_LOG_BYTES", 7 << 20, 8 << 20),
                env.choice("OCTOPOOL_LOG_FORMAT", LogFormat.class, LogFormat.AUTO),
                env.choice("OCTOPOOL_LOG_LEVEL", LogLevel.class, LogLevel.INFO),
                secrets);
    }

    private static final int MAX_SECONDS = 31_536_000;
    private static final long MAX_CACHE_BYTES = 1L << 50;

    /** What the operator should know at start, a line each. */
    public List<String> notices() {
        return Notices.of(this);
    }

    /** Whether clients reach the server by https, so that plain requests are sent there (server spec 1.1). */
    public boolean httpsOnly() {
        return publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent();
    }

    @Override
    public String toString() {
        return "Settings[" + allowedOrg + ", " + httpHost + ":" + httpPort + ", " + database + "]";
    }
}
