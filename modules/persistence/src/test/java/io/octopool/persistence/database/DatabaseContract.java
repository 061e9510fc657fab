package io.octopool.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Opening a database and bringing its schema up to date. */
abstract class DatabaseContract {

    @Test
    void createsEveryTableOnceAndKeepsWhatItHolds(DatabaseSettings settings) throws Exception {
        try (Database database = Database.open(settings)) {
            assertThat(Rows.of(
                            database,
                            "select lower(table_name) from information_schema.tables"
                                    + " where lower(table_schema) = 'public' order by 1"))
                    .contains(
                            "audit_events",
                            "caller_pools",
                            "caller_tokens",
                            "callers",
                            "event_journal",
                            "event_tag",
                            "github_cache_entries",
                            "github_public_repos",
                            "identities",
                            "identity_scopes",
                            "pekko_projection_management",
                            "pekko_projection_offset_store",
                            "pools",
                            "snapshot",
                            "sweeper_cursor",
                            "web_sessions");
            execute(database, "update sweeper_cursor set ordering = 7");
        }
        try (Database database = Database.open(settings)) {
            assertThat(Rows.of(database, "select ordering from sweeper_cursor")).containsExactly("7");
        }
    }

    @Test
    void answersAPingUntilItIsClosed(DatabaseSettings settings) throws Exception {
        Database database = Database.open(settings);
        Node.waitFor(database.ping());
        database.close();
        assertThat(database.ping().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void refusesASchemaThatANewerBuildHasMigrated(DatabaseSettings settings) throws Exception {
        try (Database database = Database.open(settings)) {
            execute(database, """
                    insert into "flyway_schema_history"
                      ("installed_rank", "version", "description", "type", "script", "installed_by", "execution_time", "success")
                    values (99, '999', 'later', 'SQL', 'V999__later.sql', 'test', 1, true)
                    """);
        }
        assertThatThrownBy(() -> Database.open(settings)).isInstanceOfSatisfying(DatabaseUnavailable.class, failure -> {
            assertThat(failure.reason()).isEqualTo(Reason.SCHEMA_NEWER);
            assertThat(failure).hasMessageContaining("newer build").hasMessageContaining("999");
        });
    }

    static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void assertUnavailable(DatabaseSettings settings, Reason reason, String... said) {
        assertThatThrownBy(() -> Database.open(settings)).isInstanceOfSatisfying(DatabaseUnavailable.class, failure -> {
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.getMessage()).contains(said).doesNotContain("\n");
            assertThat(failure.getMessage().toLowerCase(Locale.ROOT)).doesNotContain("secret");
        });
    }
}
