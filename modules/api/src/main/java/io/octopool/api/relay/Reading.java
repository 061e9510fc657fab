package io.octopool.api.relay;

import io.octopool.api.access.KnownCaller;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import java.time.Instant;

/**
 * An authenticated relay request under way.
 *
 * @param path the path that is read, after {@code /user} was rewritten (server spec 3.6)
 * @param startedAt when the request arrived
 */
record Reading(String requestId, Instant startedAt, KnownCaller caller, RelayRequest asked, RequestPath path) {

    private static final String OWN_PROFILE = "/user";

    static Reading of(String requestId, Instant startedAt, KnownCaller caller, RelayRequest asked) {
        RequestPath path =
                asked.path().text().equals(OWN_PROFILE) ? RequestPath.ofUser(caller.githubLogin()) : asked.path();
        return new Reading(requestId, startedAt, caller, asked, path);
    }

    CanonicalRequest canonical() {
        return CanonicalRequest.of(path, asked.query(), asked.headers());
    }
}
