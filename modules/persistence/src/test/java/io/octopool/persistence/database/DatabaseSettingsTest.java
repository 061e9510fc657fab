package io.octopool.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DatabaseSettingsTest {

    @Test
    void makesAnEmbeddedDatabaseSafeAgainstAKill() {
        DatabaseSettings embedded = DatabaseSettings.embedded(Path.of("/data"));
        assertThat(embedded.dialect()).isEqualTo(Dialect.H2);
        assertThat(embedded.connectionUrl())
                .isEqualTo("jdbc:h2:file:/data/octopool;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=3000");
    }

    @Test
    void neverPrintsCredentials() {
        assertThat(new DatabaseSettings("jdbc:postgresql://db:5432/octopool?password=hunter2", "me", "hunter2"))
                .hasToString("DatabaseSettings[postgresql://db:5432/octopool]");
    }

    @Test
    void refusesOtherDatabases() {
        assertThatThrownBy(() -> new DatabaseSettings("jdbc:mysql://db/octopool", "me", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void refusesCredentialsInTheUrlWithoutRepeatingThem() {
        assertThatThrownBy(() -> new DatabaseSettings("jdbc:postgresql://me:hunter2@db/octopool", "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
