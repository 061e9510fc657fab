package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** Everything the janitor does. */
record Chores(ActorSystem<?> system, Database database, Holders holders, JanitorSettings settings) {

    /** What each round does, in this order. */
    List<Chore> all() {
        int batch = settings.batch();
        Asks ifExpired = new Asks(system, row -> holders.discard(row.key(), true));
        Release expired = new ExpiredAnswers(database, holders, ifExpired);
        Asks forget = new Asks(system, row -> holders.forget(row.key()));
        List<Chore> walks = List.of(
                new Walk(
                        "hidden answers",
                        database,
                        (c, last, _, n) -> Rows.hidden(c, last, n),
                        discard(),
                        Rows::dropEntries,
                        batch),
                new Walk("expired answers", database, Rows::expired, expired, Rows::dropEntries, batch),
                new DiskBudget(database, discard(), settings.diskBytes(), batch),
                new Walk(
                        "old proofs",
                        database,
                        (c, last, now, n) -> Rows.oldProofs(c, last, now.minus(settings.proofsFor()), n),
                        forget,
                        Rows::dropProofs,
                        batch),
                new PoolFacts(database, batch));
        return Stream.concat(walks.stream(), Purge.all(database, settings).stream())
                .toList();
    }

    /** What is done at once when a repository's visibility has changed. */
    Chore flipped(String repoKey, Instant at) {
        return new FlippedRepo(repoKey, database, discard(), at, settings.batch());
    }

    private Asks discard() {
        return new Asks(system, row -> holders.discard(row.key(), false));
    }
}
