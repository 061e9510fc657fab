package io.octopool.github.client;

import io.octopool.github.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a call. Header names are in lower case; several values of one name are joined by a comma and a space. */
public sealed interface Outcome {

    /**
     * GitHub answered, with any status but a redirect.
     *
     * @param status the HTTP status, 304 included
     * @param headers all headers, less those that describe the transfer when the body was decompressed
     * @param body the body, decompressed
     */
    record Answered(int status, Map<String, String> headers, Bytes body) implements Outcome {
        public Answered {
            headers = Map.copyOf(headers);
        }

        public RateHeaders rate() {
            return RateHeaders.of(headers);
        }
    }

    /**
     * No answer, or a broken one: no connection, reset, not HTTP, closed client.
     *
     * @param connected whether there was, or may have been, a connection: only then may the call have been received
     */
    record Unreachable(String why, boolean connected) implements Outcome {
        public Unreachable(String why) {
            this(why, true);
        }
    }

    /** The time for the exchange was over before the last byte of the body came. */
    record TimedOut() implements Outcome {}

    /**
     * The body exceeds the limit; the rest was not read.
     *
     * @param status the HTTP status of the answer
     * @param headers all headers of the answer
     * @param limitBytes the limit, in decompressed bytes
     */
    record TooLarge(int status, Map<String, String> headers, long limitBytes) implements Outcome {
        public TooLarge {
            headers = Map.copyOf(headers);
        }

        public RateHeaders rate() {
            return RateHeaders.of(headers);
        }
    }

    /**
     * GitHub answered with a redirect (3xx but 304), which is not followed (server spec 9.3).
     *
     * @param status the HTTP status of the answer
     * @param headers all headers of the answer
     * @param target what a {@link GitHubCall} has to ask for to go where the redirect points; null when that is outside the API
     *     that was called, or could not be sent as it stands
     */
    record RedirectDenied(
            int status,
            Map<String, String> headers,
            @Nullable String target) implements Outcome {
        public RedirectDenied {
            headers = Map.copyOf(headers);
        }

        /** Where it points, as sent: absolute or relative, unchecked. */
        public Optional<String> location() {
            return Optional.ofNullable(headers.get("location"));
        }

        public RateHeaders rate() {
            return RateHeaders.of(headers);
        }
    }

    /**
     * The call was not sent: its target or a header could not go to GitHub byte for byte as it stands, or nobody may pay for it.
     *
     * @param until when it may be sent, null when that is not known
     */
    record NotSent(String why, @Nullable Instant until) implements Outcome {
        public NotSent(String why) {
            this(why, null);
        }
    }
}
