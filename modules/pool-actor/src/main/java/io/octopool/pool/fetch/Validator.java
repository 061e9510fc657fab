package io.octopool.pool.fetch;

import io.octopool.pool.cache.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a stored answer can be revalidated with. Only the credential that earned it may send it (github-rules B3). With neither
 * tag nor date it only says that something is stored, and whose it is: the call is then unconditional.
 *
 * @param source who earned it
 * @param etag null if GitHub sent none
 * @param lastModified null if GitHub sent none
 */
public record Validator(
        Source source, @Nullable String etag, @Nullable String lastModified) {

    boolean isEarnedBy(Source asking) {
        return source.equals(asking);
    }

    boolean isConditional() {
        return etag != null || lastModified != null;
    }
}
