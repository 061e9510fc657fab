package io.octopool.persistence.database;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** The versioned schema: the scripts of {@code sql/common} and of the dialect's own directory. */
final class Schema {

    private Schema() {}

    /** Brings the schema to this build's version; nodes that start together take turns. */
    static void migrate(DatabaseSettings settings) throws DatabaseUnavailable {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(settings.connectionUrl(), settings.user(), settings.password())
                    .locations(
                            "classpath:db/common",
                            "classpath:db/" + settings.dialect().id())
                    .load();
            MigrationInfo[] known = flyway.info().all();
            if (Arrays.stream(known).anyMatch(Schema::isFromNewerBuild)) {
                throw new DatabaseUnavailable(
                        Reason.SCHEMA_NEWER,
                        "the database " + settings.name() + " was migrated by a newer build to schema version "
                                + known[known.length - 1].getVersion() + ": run that build or a newer one",
                        null);
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw StartFailure.explain(settings, e);
        }
    }

    private static boolean isFromNewerBuild(MigrationInfo migration) {
        return switch (migration.getState()) {
            case FUTURE_SUCCESS, FUTURE_FAILED -> true;
            default -> false;
        };
    }
}
