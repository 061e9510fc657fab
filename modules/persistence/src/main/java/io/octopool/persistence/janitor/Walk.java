package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Walks over rows whose holders give them up. It goes by key, so entities that keep theirs, because they know better than the
 * table, or that do not answer, do not hold it up; they are asked again at the next walk.
 */
final class Walk implements Chore {

    /** Rows after one, in the walk's order. */
    interface Pages {
        List<Row> after(Connection connection, Row last, Instant now, int limit) throws SQLException;
    }

    /** Deletes rows that nobody holds any longer. */
    interface Drop {
        int rows(Connection connection, List<Row> gone) throws SQLException;
    }

    private final String name;
    private final Database database;
    private final Pages pages;
    private final Release release;
    private final Drop drop;
    private final int batch;
    private Row last = Row.FIRST;

    Walk(String name, Database database, Pages pages, Release release, Drop drop, int batch) {
        this.name = name;
        this.database = database;
        this.pages = pages;
        this.release = release;
        this.drop = drop;
        this.batch = batch;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Boolean> batch(Instant now) {
        return database.run(connection -> pages.after(connection, last, now, batch))
                .thenCompose(page -> release.gone(page).thenCompose(gone -> dropped(page, gone)));
    }

    private CompletionStage<Boolean> dropped(List<Row> page, List<Row> gone) {
        return database.run(connection -> drop.rows(connection, gone)).thenApply(_ -> {
            boolean more = page.size() == batch;
            last = more ? page.getLast() : Row.FIRST;
            return more;
        });
    }
}
