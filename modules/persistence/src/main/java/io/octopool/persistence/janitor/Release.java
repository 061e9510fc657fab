package io.octopool.persistence.janitor;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** How what table rows show is given up by whoever holds it, so that the rows may go. */
interface Release {

    /** The rows that nobody holds any longer. */
    CompletionStage<List<Row>> gone(List<Row> rows);
}
