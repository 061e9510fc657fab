package io.octopool.api.admin;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import java.util.regex.Pattern;

/** Names that administrators give: 1 to 80 letters, digits, underscores and hyphens. */
final class Ids {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private Ids() {}

    /** @throws ApiFailure {@code pool_invalid} */
    static String pool(String pool) {
        if (!ID.matcher(pool).matches()) {
            throw ApiError.of(400, "pool_invalid", "A pool's id is 1 to 80 letters, digits, underscores and hyphens.")
                    .asFailure();
        }
        return pool;
    }

    /** @throws ApiFailure {@code invalid_request} */
    static String identity(String id) {
        if (!ID.matcher(id).matches()) {
            throw ApiError.invalidField("id", "id must be 1 to 80 letters, digits, underscores and hyphens.")
                    .asFailure();
        }
        return id;
    }
}
