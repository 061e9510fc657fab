package io.octopool.pool.fetch;

import io.octopool.github.answer.Body;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Refusal.Reason;
import java.util.HashMap;
import java.util.Map;

/**
 * What the redirect of a log is worth (server spec 9.3): the log it leads to, which is fetched without any header of ours; or,
 * where one is stored, the word that GitHub still has it.
 */
final class LogDownload {

    private static final String CONTENT_TYPE = "content-type";

    private final Climb climb;
    private final Reading reading;

    LogDownload(Climb climb, Reading reading) {
        this.climb = climb;
        this.reading = reading;
    }

    Fetched follow(Outcome.RedirectDenied redirect) throws Ended {
        String location = redirect.location().orElse("");
        if (location.isBlank()) {
            return climb.gaveUp(Refusal.logRedirectMissing());
        }
        if (!climb.outside().logs().allows(location)) {
            return climb.gaveUp(Refusal.logRedirectDenied());
        }
        if (climb.request().stored() != null) {
            return reading.notModified(redirect.headers());
        }
        if (climb.left().isZero()) {
            return reading.worth(new Outcome.TimedOut());
        }
        Outcome log = climb.await(climb.outside()
                .logs()
                .download(location, climb.outside().limits().maxLogBytes(), climb.left()));
        return switch (log) {
            case Outcome.Answered answered -> {
                ResponseHeaders headers = headers(redirect.headers(), answered.headers());
                Body body = Body.decode(headers.contentType().orElseThrow(), answered.body());
                yield reading.worth(answered.status(), headers, body);
            }
            case Outcome.NotSent _ -> climb.gaveUp(Reason.RELAY_OVERLOADED);
            case Outcome.RedirectDenied _ -> climb.gaveUp(Refusal.logRedirectDenied());
            case Outcome.TooLarge _, Outcome.Unreachable _, Outcome.TimedOut _ -> reading.worth(log);
        };
    }

    /** What GitHub said of its budget, with the media type that the host of the log names. */
    private static ResponseHeaders headers(Map<String, String> ofGitHub, Map<String, String> ofHost) {
        Map<String, String> headers = new HashMap<>(ofGitHub);
        headers.keySet().removeIf(name -> !name.startsWith("x-ratelimit-") && !name.equals("x-github-request-id"));
        headers.put(CONTENT_TYPE, ofHost.getOrDefault(CONTENT_TYPE, "text/plain"));
        return new ResponseHeaders(headers);
    }
}
