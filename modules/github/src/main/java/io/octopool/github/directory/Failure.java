package io.octopool.github.directory;

import io.octopool.github.client.RateHeaders;
import io.octopool.github.client.ResponseHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * GitHub gave no usable answer.
 *
 * @param status its HTTP status, 0 when there was no answer
 * @param why what is wrong, in a few words without secrets
 * @param headers the answer's headers, for the rate details of server spec 2.8
 * @param unasked why GitHub was not even asked, null if it may have been
 */
public record Failure(
        int status,
        String why,
        ResponseHeaders headers,
        @Nullable Unasked unasked) {

    /** The until: when GitHub may be asked, null when that is not known. */
    public record Unasked(@Nullable Instant until) {}

    public Failure(int status, String why, ResponseHeaders headers) {
        this(status, why, headers, null);
    }

    public RateHeaders rate() {
        return headers.rate();
    }
}
