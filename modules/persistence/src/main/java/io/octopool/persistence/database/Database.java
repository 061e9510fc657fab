package io.octopool.persistence.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.Done;

/**
 * The pool of connections for projections, queries and the sweeper. The journal has a pool of its own, so that a slow
 * question never delays a write. Closing the last connection closes an embedded database: close this after the actor system.
 */
public final class Database implements AutoCloseable {

    /** Four projections at work, three workers, one to spare. */
    private static final int MAX_CONNECTIONS = 8;

    private final DatabaseSettings settings;
    private final HikariDataSource pool;
    private final ExecutorService workers = Workers.start();

    private Database(DatabaseSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /**
     * Opens the database, creating an embedded one that does not exist, and brings its schema up to date.
     *
     * @throws DatabaseUnavailable with one line that says why
     */
    public static Database open(DatabaseSettings settings) throws DatabaseUnavailable {
        Database database = connect(settings);
        try {
            database.migrate();
            return database;
        } catch (DatabaseUnavailable | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Database connect(DatabaseSettings settings) throws DatabaseUnavailable {
        if (settings.file().isPresent()) {
            EmbeddedDirectory.prepare(settings.file().get());
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("octopool-tables");
        config.setDriverClassName(settings.dialect().driver());
        config.setJdbcUrl(settings.connectionUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        settings.driverProperties().forEach(config::addDataSourceProperty);
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(DatabaseSettings.CONNECT_TIMEOUT.toMillis());
        config.setValidationTimeout(DatabaseSettings.CONNECT_TIMEOUT.toMillis() / 2);
        config.setAutoCommit(true);
        try {
            return new Database(settings, new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw StartFailure.explain(settings, e);
        }
    }

    private void migrate() throws DatabaseUnavailable {
        try (Connection connection = pool.getConnection()) {
            switch (settings.dialect()) {
                case H2 -> {
                    Schema.migrate(settings);
                    closeOrderingGap(connection);
                }
                case POSTGRESQL -> {
                    ServerVersion.require(settings, connection);
                    Schema.migrate(settings);
                }
            }
        } catch (SQLException e) {
            throw StartFailure.explain(settings, e);
        }
    }

    /**
     * After a kill, H2's next ordering is up to 32 above the last one, and projections would wait until they are sure
     * that no writer holds the missing ones. Nobody else has the file open, so the numbering may go on without a gap, above
     * every offset that a reader has stored.
     */
    private static void closeOrderingGap(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    alter table "event_journal" alter column "ordering" restart with
                    (select 1 + greatest(
                        (select coalesce(max("ordering"), 0) from "event_journal"),
                        (select coalesce(max(cast("current_offset" as bigint)), 0) from "pekko_projection_offset_store"),
                        (select max(ordering) from sweeper_cursor)))
                    """);
        }
    }

    public DatabaseSettings settings() {
        return settings;
    }

    /**
     * A connection in auto-commit mode; closing it returns it to the pool. Blocks for at most {@link
     * DatabaseSettings#CONNECT_TIMEOUT}: never call it on an actor's thread.
     *
     * @throws SQLException if the database does not answer in time
     */
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /**
     * Does the work on one of a few threads of its own, in auto-commit mode. The stage fails with the {@link SQLException},
     * or with a {@link RejectedExecutionException} when too much work is waiting.
     */
    public <T> CompletionStage<T> run(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            workers.execute(() -> {
                try (Connection connection = pool.getConnection()) {
                    result.complete(work.on(connection));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /** Completes when the database answers, fails within a few seconds when it does not. */
    public CompletionStage<Done> ping() {
        return run(connection -> {
            if (!connection.isValid((int) DatabaseSettings.CONNECT_TIMEOUT.toSeconds())) {
                throw new SQLException("the database does not answer");
            }
            return Done.getInstance();
        });
    }

    @Override
    public void close() {
        workers.shutdown();
        pool.close();
    }
}
