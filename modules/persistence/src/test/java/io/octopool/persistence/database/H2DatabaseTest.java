package io.octopool.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import io.octopool.persistence.kit.ChildJvm;
import io.octopool.persistence.kit.FreshH2;
import io.octopool.persistence.kit.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshH2.class)
final class H2DatabaseTest extends DatabaseContract {

    @Test
    void letsOnlyItsOwnerIntoTheDirectory(DatabaseSettings settings) throws Exception {
        try (Database _ = Database.open(settings)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory(settings))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void saysThatAnotherProcessHasTheFile(DatabaseSettings settings) throws Exception {
        try (ChildJvm holder =
                ChildJvm.start(FileHolder.class, directory(settings).toString())) {
            assertThat(holder.line()).isEqualTo("open");
            assertUnavailable(settings, Reason.LOCKED, "is in use by another process");
        }
    }

    @Test
    void saysThatTheDirectoryCannotBeCreated(DatabaseSettings settings) throws IOException {
        Path file = Files.createFile(directory(settings).resolveSibling("file"));
        assertUnavailable(DatabaseSettings.embedded(file.resolve("data")), Reason.UNWRITABLE, "cannot be created");
    }

    @Test
    void numbersOnWithoutAGapAfterItWasClosed(DatabaseSettings settings) throws Exception {
        String insert = """
                insert into "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                  "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
                values ('x', %d, '', 0, '', x'00', 1, '')
                """;
        try (Database database = Database.open(settings)) {
            execute(database, insert.formatted(1));
            execute(database, insert.formatted(2));
            execute(database, "alter table \"event_journal\" alter column \"ordering\" restart with 33");
        }
        try (Database database = Database.open(settings)) {
            execute(database, insert.formatted(3));
            assertThat(Rows.of(database, "select \"ordering\" from \"event_journal\" order by 1"))
                    .containsExactly("1", "2", "3");
        }
    }

    private static Path directory(DatabaseSettings settings) {
        return Objects.requireNonNull(settings.file().orElseThrow().getParent());
    }
}
