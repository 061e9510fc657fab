package io.octopool.persistence.query;

import io.octopool.persistence.database.Database;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which pools there are, and what was decided about each. A change that was acknowledged is seen within seconds. */
public interface PoolCatalog {

    /** The most pools that are listed. */
    int MOST = 1_000;

    /** The pools by id, the first {@value #MOST}. Fails when the database does not answer. */
    CompletionStage<List<PoolRow>> pools();

    /**
     * What was decided about a pool, the latest first. Fails when the database does not answer.
     *
     * @param limit the most rows
     * @param before only what has a smaller number
     */
    CompletionStage<List<PoolDecision>> history(String pool, int limit, long before);

    static PoolCatalog in(Database database) {
        return new JdbcPoolCatalog(database);
    }
}
