package io.octopool.persistence.database;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the database is and who we are to it.
 *
 * @param url a JDBC URL that begins with {@code jdbc:h2:file:} or {@code jdbc:postgresql:}
 * @param user the database's user name
 * @param password may be empty; never printed
 */
public record DatabaseSettings(String url, String user, String password) {

    /** How long anybody waits for a connection: a dead database must fail fast. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private static final String H2_FILE = "jdbc:h2:file:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * Without WRITE_DELAY=0, H2 loses acknowledged events when the process is killed. The shutdown hook that
     * DB_CLOSE_ON_EXIT would install runs beside coordinated shutdown and would close the file under its feet.
     */
    private static final String H2_OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=3000";

    /** @throws IllegalArgumentException if the URL names another kind of database, or holds credentials */
    public DatabaseSettings {
        if (!url.startsWith(H2_FILE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "a database URL begins with " + POSTGRESQL + "//, or with " + H2_FILE + " for an embedded one");
        }
        if (url.startsWith(POSTGRESQL) && url.split("\\?", 2)[0].contains("@")) {
            throw new IllegalArgumentException("user and password do not belong into the database URL");
        }
    }

    /** The embedded database in a directory, which is created when the database is opened. */
    public static DatabaseSettings embedded(Path dataDirectory) {
        return new DatabaseSettings(
                H2_FILE + dataDirectory.toAbsolutePath().normalize().resolve("octopool"), "sa", "");
    }

    public Dialect dialect() {
        return url.startsWith(H2_FILE) ? Dialect.H2 : Dialect.POSTGRESQL;
    }

    /** The URL with the options that our guarantees depend on. */
    public String connectionUrl() {
        return dialect() == Dialect.H2 ? url + H2_OPTIONS : url;
    }

    /** Properties for the driver of pooled connections: a server that falls silent must not hold a thread for ever. */
    public Map<String, String> driverProperties() {
        return switch (dialect()) {
            case H2 -> Map.of();
            case POSTGRESQL ->
                Map.of(
                        "ApplicationName", "octopool",
                        "connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()),
                        "loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()),
                        "socketTimeout", "20",
                        "tcpKeepAlive", "true",
                        "reWriteBatchedInserts", "true");
        };
    }

    /** The database's file without its suffix, empty for a server. */
    Optional<Path> file() {
        return dialect() == Dialect.H2
                ? Optional.of(Path.of(url.substring(H2_FILE.length()).split(";", 2)[0]))
                : Optional.empty();
    }

    /** What messages call the database: no credentials, no options. */
    String name() {
        return file().map(Path::toString)
                .orElseGet(() -> url.substring("jdbc:".length()).split("\\?", 2)[0]);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + name() + "]";
    }
}
