package io.octopool.api.relay;

import io.octopool.api.access.KnownCaller;
import io.octopool.api.http.Presence;
import io.octopool.github.request.RequestPath;
import java.time.Instant;

/**
 * An authenticated relay request under way.
 *
 * @param path the path that is read, after {@code /user} was rewritten (server spec 3.6)
 * @param startedAt when the request arrived
 * @param presence whether its client still waits
 */
record Reading(
        String requestId,
        Instant startedAt,
        KnownCaller caller,
        RelayRequest asked,
        RequestPath path,
        Presence presence) {

    private static final String OWN_PROFILE = "/user";

    static Reading of(String requestId, Instant startedAt, KnownCaller caller, RelayRequest asked, Presence presence) {
        RequestPath path =
                asked.path().text().equals(OWN_PROFILE) ? RequestPath.ofUser(caller.githubLogin()) : asked.path();
        return new Reading(requestId, startedAt, caller, asked, path, presence);
    }
}
