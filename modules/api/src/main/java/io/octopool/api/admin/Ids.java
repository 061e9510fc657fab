package io.octopool.api.admin;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import java.util.regex.Pattern;

/** Names that administrators give: 1 to 80 letters, digits, underscores and hyphens. */
public final class Ids {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    /** Well-formed text without control characters; an unpaired surrogate can be written nowhere. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,255}");

    private Ids() {}

    /**
     * The name of a person, as it is.
     *
     * @throws ApiFailure {@code invalid_request} if it is malformed
     */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ApiError.invalidField("name", "name must be 1 to 255 characters, none of them a control character.")
                    .asFailure();
        }
        return name;
    }

    /**
     * The id of a pool, as it is.
     *
     * @throws ApiFailure {@code pool_invalid} naming {@code pool} if it is malformed
     */
    public static String pool(String pool) {
        if (!ID.matcher(pool).matches()) {
            throw ApiError.ofField(
                            400,
                            "pool_invalid",
                            "pool",
                            "A pool's id is 1 to 80 letters, digits, underscores and hyphens.")
                    .asFailure();
        }
        return pool;
    }

    /**
     * The id of an identity, as it is.
     *
     * @throws ApiFailure {@code invalid_request} naming {@code id} if it is malformed
     */
    public static String identity(String id) {
        if (!ID.matcher(id).matches()) {
            throw ApiError.invalidField("id", "id must be 1 to 80 letters, digits, underscores and hyphens.")
                    .asFailure();
        }
        return id;
    }
}
