package io.octopool.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.database.Dialect;
import java.util.HashMap;
import java.util.Map;

/** Everything that Pekko must know about the database, to be laid over an application's configuration. */
public final class JournalConfig {

    private static final String DATABASE = "pekko-persistence-jdbc.shared-databases.slick";

    /**
     * Projections give a missing ordering up after 3.5 s, so a transaction that holds one must not come back to life later,
     * say on a node that was frozen: the server aborts it first. H2 has one process, in which everything freezes together.
     */
    private static final String POSTGRESQL_SESSION =
            "set idle_in_transaction_session_timeout = '3s'; set lock_timeout = '3s'";

    private JournalConfig() {}

    /** Contains the password: never log it. */
    public static Config of(DatabaseSettings settings) {
        Map<String, Object> values = new HashMap<>();
        values.put(DATABASE + ".profile", settings.dialect().slickProfile());
        values.put(DATABASE + ".db.driver", settings.dialect().driver());
        values.put(DATABASE + ".db.url", settings.connectionUrl());
        values.put(DATABASE + ".db.user", settings.user());
        values.put(DATABASE + ".db.password", settings.password());
        settings.driverProperties().forEach((name, value) -> values.put(DATABASE + ".db.properties." + name, value));
        if (settings.dialect() == Dialect.POSTGRESQL) {
            values.put(DATABASE + ".db.connectionInitSql", POSTGRESQL_SESSION);
        }
        values.put("pekko.projection.jdbc.dialect", settings.dialect().projectionDialect());
        return ConfigFactory.parseMap(values, "database settings")
                .withFallback(
                        ConfigFactory.parseResources(JournalConfig.class.getClassLoader(), "octopool-journal.conf"));
    }
}
