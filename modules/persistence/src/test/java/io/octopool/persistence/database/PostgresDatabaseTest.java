package io.octopool.persistence.database;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import io.octopool.persistence.kit.FreshPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshPostgres.class)
final class PostgresDatabaseTest extends DatabaseContract {

    @Test
    void saysThatNoServerAnswers() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertUnavailable(
                new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + closed + "/octopool", "octopool", "secret"),
                Reason.UNREACHABLE,
                "no database server answers at postgresql://127.0.0.1:" + closed + "/octopool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"14.19 (Debian 14.19-1)", "13.2", "9.6.24"})
    void saysThatTheServerIsTooOld(String version) throws IOException {
        try (PostgresOfVersion server = PostgresOfVersion.start(version)) {
            assertUnavailable(
                    server.settings(),
                    Reason.SERVER_TOO_OLD,
                    "is PostgreSQL " + version + ": PostgreSQL 15 or newer is needed");
        }
    }

    @Test
    void saysThatTheUserIsNotAdmitted(DatabaseSettings settings) {
        assertUnavailable(
                new DatabaseSettings(settings.url(), "nobody", "secret"),
                Reason.NOT_ADMITTED,
                "does not admit user nobody");
    }

    @Test
    void saysThatTheDatabaseDoesNotExist(DatabaseSettings settings) {
        assertUnavailable(
                new DatabaseSettings(settings.url() + "_missing", settings.user(), settings.password()),
                Reason.NO_SUCH_DATABASE,
                "_missing does not exist");
    }
}
