package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import io.octopool.pool.cache.CachedRead.Discard.Cause;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** Everything the janitor does. */
record Chores(ActorSystem<?> system, Database database, Holders holders, JanitorSettings settings) {

    /** What each round does, in this order. */
    List<Chore> all() {
        int batch = settings.batch();
        Release expired = new ExpiredAnswers(database, holders, discard(Cause.EXPIRED));
        Asks forget = new Asks(system, row -> holders.forget(row.key()));
        List<Chore> walks = List.of(
                new Walk(
                        "hidden answers",
                        database,
                        (c, last, _, n) -> Rows.hidden(c, last, n),
                        discard(Cause.NOT_PUBLIC),
                        Rows::dropEntries,
                        batch),
                new Walk("expired answers", database, Rows::expired, expired, Rows::dropEntries, batch),
                new DiskBudget(database, discard(Cause.EVICTED), settings.diskBytes(), batch),
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

    /** What is done at once when a repository's visibility has changed; the isPublic: which way it went. */
    Chore flipped(String repoKey, boolean isPublic, Instant at) {
        Cause cause = isPublic ? Cause.EVICTED : Cause.NOT_PUBLIC;
        return new FlippedRepo(repoKey, database, discard(cause), at, settings.batch());
    }

    private Asks discard(Cause cause) {
        return new Asks(system, row -> holders.discard(row.key(), cause));
    }
}
