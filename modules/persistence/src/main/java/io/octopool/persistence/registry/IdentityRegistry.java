package io.octopool.persistence.registry;

import io.octopool.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Which pool may have an identity of some id (server spec 1.7: an id belongs to one pool). The row's primary key decides between
 * pools that want one id at the same time, which no projected table could.
 *
 * <p>A pool claims an id before it registers the identity, so a claim may outlive a registration that failed. Nobody has to
 * clean that up: a pool that lost the id, or never used it, can be relieved of it by {@link #takeOver}, once the claim is older
 * than any registration under way.
 *
 * <p>A claim leaves when its identity is removed, unless a registration of it may be under way: that one would find its id
 * without a claim, free for another pool. Then the row stays, as one that may be taken over, until the id is used and removed
 * again. So there are no more rows than ids in use, and ids that were removed within a minute of their registration.
 */
public final class IdentityRegistry {

    /** Longer than a claimed registration may take to reach its pool's journal. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String RENEW =
            "update identity_claims set claimed_at = ? where identity_id = ? and pool_id = ?";
    private static final String CLAIM =
            "insert into identity_claims (claimed_at, identity_id, pool_id) values (?, ?, ?)";
    private static final String HOLDER = "select pool_id from identity_claims where identity_id = ?";
    private static final String TAKE_OVER = """
            update identity_claims set claimed_at = ?, pool_id = ? where identity_id = ? and pool_id = ? and claimed_at < ?
            """;
    private static final String MAY_TAKE_OVER = """
            select 1 from identity_claims where identity_id = ? and pool_id = ? and claimed_at < ?
            """;
    private static final String FORGET =
            "delete from identity_claims where identity_id = ? and pool_id = ? and claimed_at < ?";
    private static final String RELEASE = """
            update identity_claims set claimed_at = ? where identity_id = ? and pool_id = ? and claimed_at <= ?
            """;

    private final Database database;
    private final InstantSource clock;

    public IdentityRegistry(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The pool that the id belongs to, if it was ever claimed. Stages of this class fail when the database does not answer. */
    public CompletionStage<Optional<String>> holder(String identityId) {
        return database.run(connection -> holder(connection, identityId));
    }

    /** Claims the id for the pool unless another has it; the pool that has it then. */
    public CompletionStage<String> claim(String identityId, String pool) {
        return database.run(connection -> {
            OffsetDateTime now = time(clock.instant());
            Optional<String> holder = Optional.empty();
            while (holder.isEmpty()) {
                holder = isClaimed(connection, identityId, pool, now)
                        ? Optional.of(pool)
                        : holder(connection, identityId);
            }
            return holder.get();
        });
    }

    /** Whether the pool has it; if not, another had it at that moment. */
    private static boolean isClaimed(Connection connection, String identityId, String pool, OffsetDateTime now)
            throws SQLException {
        if (update(connection, RENEW, now, identityId, pool) > 0) {
            return true;
        }
        try {
            return update(connection, CLAIM, now, identityId, pool) > 0;
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Moves the id from a pool that has no such identity; whether that is so now. */
    public CompletionStage<Boolean> takeOver(String identityId, String from, String to) {
        Instant now = clock.instant();
        return database.run(connection ->
                update(connection, TAKE_OVER, time(now), to, identityId, from, time(now.minus(UNDER_WAY))) > 0);
    }

    /** Whether {@link #takeOver} would move the id now. */
    public CompletionStage<Boolean> mayTakeOver(String identityId, String from) {
        Instant now = clock.instant();
        return database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(MAY_TAKE_OVER)) {
                statement.setString(1, identityId);
                statement.setString(2, from);
                statement.setObject(3, time(now.minus(UNDER_WAY)));
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** The pool removed the identity, as was asked of it then: any pool may have the id at once, unless it was claimed anew. */
    public CompletionStage<Boolean> release(String identityId, String pool, Instant askedAt) {
        return database.run(
                connection -> update(connection, FORGET, identityId, pool, time(askedAt.minus(UNDER_WAY))) > 0
                        || update(connection, RELEASE, time(Instant.EPOCH), identityId, pool, time(askedAt)) > 0);
    }

    private static Optional<String> holder(Connection connection, String identityId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setString(1, identityId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
