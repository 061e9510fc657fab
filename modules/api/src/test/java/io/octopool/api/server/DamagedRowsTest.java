package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored of GitHub's answers can be damaged without harm: GitHub has it still. */
class DamagedRowsTest {

    @TempDir
    private Path directory;

    @Test
    void takesADamagedAnswerForAMissAndADamagedProofForNone() throws Exception {
        try (TestServer server = TestServer.start(directory, Map.of())) {
            server.registerIdentity();
            assertThat(cache(server.read(server.enrol("carol"), REPO + "/pulls/1")))
                    .isEqualTo("miss");
        }
        assertThat(damage("CachedRead")).isPositive();
        assertThat(damage("RepoVisibility")).isPositive();
        try (TestServer server = TestServer.start(directory, Map.of())) {
            String token = server.enrol("carol");
            assertThat(cache(server.read(token, REPO + "/pulls/1"))).isEqualTo("miss");
            assertThat(cache(server.read(token, REPO + "/pulls/1"))).isEqualTo("hit");
        }
        try (TestServer server = TestServer.start(directory, Map.of())) {
            assertThat(cache(server.read(server.enrol("carol"), REPO + "/pulls/1")))
                    .isEqualTo("hit");
        }
    }

    private static String cache(Reply reply) throws Exception {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().at("/relay/cache").asText();
    }

    private int damage(String entity) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("octopool").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("update \"event_journal\" set \"event_payload\" = X'DEADBEEF'"
                    + " where \"persistence_id\" like '" + entity + "|%'");
        }
    }
}
