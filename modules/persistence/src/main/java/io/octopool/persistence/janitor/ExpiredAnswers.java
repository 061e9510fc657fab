package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Gives expired answers up without waking their entities. One that is in memory is asked, since GitHub may have confirmed its
 * answer since it was written; of the others nobody but the journal holds anything, and their events are deleted there.
 *
 * <p>An entity that wakes meanwhile finds its expired answer, or none. Whatever it learns from GitHub then it writes, because
 * what it found has expired, and {@link AnswerEvents} leaves that alone.
 */
record ExpiredAnswers(Database database, Holders holders, Asks asks) implements Release {

    @Override
    public CompletionStage<List<Row>> gone(List<Row> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedStage(rows);
        }
        return holders.inMemory(rows.stream().map(Row::key).toList())
                .thenCompose(
                        inMemory -> database.run(connection -> AnswerEvents.drop(connection, cold(rows, inMemory))))
                .thenCompose(dropped -> asks.gone(without(dropped, rows))
                        .thenApply(gone ->
                                Stream.concat(dropped.stream(), gone.stream()).toList()));
    }

    private static List<Row> cold(List<Row> rows, Set<String> inMemory) {
        return rows.stream().filter(row -> !inMemory.contains(row.key())).toList();
    }

    private static List<Row> without(List<Row> dropped, List<Row> rows) {
        Set<Row> done = Set.copyOf(dropped);
        return rows.stream().filter(row -> !done.contains(row)).toList();
    }
}
