package io.octopool.persistence.query;

import io.octopool.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds the owner of a token that does not say it itself, such as one imported from elsewhere (server spec 2.2). */
public interface CallerTokens {

    /**
     * One indexed question; the caller's entity decides whether the token is good.
     *
     * @param tokenHash SHA-256 of the token, base64url without padding
     * @return fails when the database does not answer
     */
    CompletionStage<Optional<TokenOwner>> find(String tokenHash);

    static CallerTokens in(Database database) {
        String owner = """
                select c.id, c.org_login, c.github_user_id from caller_tokens t join callers c on c.id = t.caller_id
                where t.token_hash = ? and c.github_user_id is not null
                order by t.updated_at desc limit 1
                """;
        return hash -> database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(owner)) {
                statement.setString(1, hash);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(new TokenOwner(row.getString(1), row.getString(2), row.getLong(3)))
                            : Optional.empty();
                }
            }
        });
    }
}
