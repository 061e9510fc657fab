package io.octopool.persistence.query;

import io.octopool.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The identities of all pools that may be used. */
public interface ActiveIdentities {

    /** An identity and the name of its secret. The githubUserId: whose it is, 0 for a GitHub App. */
    record Named(String pool, String id, String kind, long githubUserId, String secretRef) {}

    /**
     * Identities by pool and id.
     *
     * @param most how many at most
     * @return fails when the database does not answer
     */
    CompletionStage<List<Named>> first(int most);

    static ActiveIdentities in(Database database) {
        String active = """
                select pool_id, id, kind, github_user_id, secret_ref
                from identities where status = 'active' order by pool_id, id limit ?
                """;
        return most -> database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(active)) {
                statement.setInt(1, most);
                try (ResultSet row = statement.executeQuery()) {
                    List<Named> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(new Named(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getString(5)));
                    }
                    return List.copyOf(found);
                }
            }
        });
    }
}
