package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * What was fetched of a repository before it ceased to be public, or became so: no reader is given it any longer, whichever
 * way it went, because it stands under another generation of the proof.
 */
final class FlippedRepo implements Chore {

    private final String repoKey;
    private final Database database;
    private final Walk answers;
    private final Instant at;
    private final int batch;
    private boolean logsAreGone;

    /** @param at when the flip became known: what is stored later belongs to the new generation */
    FlippedRepo(String repoKey, Database database, Asks asks, Instant at, int batch) {
        this.repoKey = repoKey;
        this.database = database;
        this.at = at;
        this.batch = batch;
        this.answers = new Walk(
                "answers of a flipped repository",
                database,
                (connection, last, _, limit) -> Rows.ofRepo(connection, last, repoKey, at, limit),
                asks,
                Rows::dropEntries,
                batch);
    }

    @Override
    public String name() {
        return answers.name();
    }

    @Override
    public CompletionStage<Boolean> batch(Instant now) {
        if (logsAreGone) {
            return answers.batch(now);
        }
        return database.run(connection -> {
            logsAreGone = Rows.dropLogsOfRepo(connection, repoKey, at, batch) < batch;
            return true;
        });
    }
}
