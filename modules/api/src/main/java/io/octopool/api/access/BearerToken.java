package io.octopool.api.access;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Exchange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The token in the {@code authorization} header (server spec 2.1). */
public final class BearerToken {

    private static final Pattern BEARER = Pattern.compile("\\s*bearer\\s+(\\S.*)", Pattern.CASE_INSENSITIVE);

    private BearerToken() {}

    /** The token; {@link ApiFailure} {@code missing_auth} if there is none. */
    public static String of(Exchange exchange) {
        Matcher matcher = BEARER.matcher(exchange.header("authorization").orElse(""));
        if (!matcher.matches()) {
            throw ApiError.of(401, "missing_auth", "A bearer token is required.")
                    .asFailure();
        }
        return matcher.group(1).strip();
    }
}
