package io.octopool.persistence.query;

import io.octopool.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is known of identities across pools. */
public interface Identities {

    /**
     * The pool that registered an identity of this id first.
     *
     * @return fails when the database does not answer
     */
    CompletionStage<Optional<String>> poolOf(String identityId);

    static Identities in(Database database) {
        String pool = "select pool_id from identities where id = ? order by created_at, pool_id limit 1";
        return id -> database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(pool)) {
                statement.setString(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }
}
