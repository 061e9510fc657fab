package io.octopool.persistence.kit;

import io.octopool.persistence.database.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each {@link DatabaseSettings} parameter a database of its own on one PostgreSQL server for the whole run. */
public final class FreshPostgres implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DatabaseSettings.class;
    }

    @Override
    public DatabaseSettings resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(FreshPostgres.class))
                .computeIfAbsent(Server.class, ignored -> Server.start(), Server.class)
                .newDatabase();
    }

    private record Server(EmbeddedPostgres postgres, AtomicInteger databases) implements AutoCloseable {

        static Server start() {
            try {
                return new Server(
                        EmbeddedPostgres.builder()
                                .setPGStartupWait(Duration.ofSeconds(60))
                                .start(),
                        new AtomicInteger());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        DatabaseSettings newDatabase() {
            String name = "octopool_" + databases.incrementAndGet();
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException("no test database", e);
            }
            return new DatabaseSettings(
                    "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name, "postgres", "postgres");
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }
}
