package io.octopool.persistence.database;

/** The databases that the journal and the tables live in. */
public enum Dialect {
    /** The embedded default: a file that one process opens. */
    H2("h2", "org.h2.Driver", "slick.jdbc.H2Profile$", "h2-dialect"),
    /** A server, of {@link ServerVersion#OLDEST} or newer. */
    POSTGRESQL("postgresql", "org.postgresql.Driver", "slick.jdbc.PostgresProfile$", "postgres-dialect");

    private final String id;
    private final String driver;
    private final String slickProfile;
    private final String projectionDialect;

    Dialect(String id, String driver, String slickProfile, String projectionDialect) {
        this.id = id;
        this.driver = driver;
        this.slickProfile = slickProfile;
        this.projectionDialect = projectionDialect;
    }

    /** The folder of its migrations, and its name in JDBC URLs. */
    String id() {
        return id;
    }

    /** Class name of the JDBC driver. */
    public String driver() {
        return driver;
    }

    /** How the journal plugin names it. */
    public String slickProfile() {
        return slickProfile;
    }

    /** How the projection library names it. */
    public String projectionDialect() {
        return projectionDialect;
    }
}
