package io.octopool.persistence.janitor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Asks entities to give rows up, a few at a time.
 *
 * @param ask whether the entity holds nothing under the row's key any more
 */
record Asks(ActorSystem<?> system, Function<Row, CompletionStage<Boolean>> ask) implements Release {

    static final int IN_FLIGHT = 64;

    /** An entity that does not answer keeps its row. */
    @Override
    public CompletionStage<List<Row>> gone(List<Row> rows) {
        return Source.from(rows)
                .mapAsyncUnordered(IN_FLIGHT, this::ask)
                .mapConcat(row -> row.map(List::of).orElse(List.of()))
                .runWith(Sink.seq(), system);
    }

    private CompletionStage<Optional<Row>> ask(Row row) {
        return ask.apply(row)
                .exceptionally(_ -> false)
                .thenApply(gone -> gone ? Optional.of(row) : Optional.<Row>empty());
    }
}
