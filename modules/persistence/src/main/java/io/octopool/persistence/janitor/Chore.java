package io.octopool.persistence.janitor;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** One kind of upkeep, done in batches, one at a time. It may remember where it is from one batch to the next. */
interface Chore {

    /** For logs. */
    String name();

    /** Does one batch; tells whether another would find more. Fails when the database does. */
    CompletionStage<Boolean> batch(Instant now);
}
