package io.octopool.github.directory;

import io.octopool.github.client.RateHeaders;
import io.octopool.github.client.ResponseHeaders;

/**
 * GitHub gave no usable answer.
 *
 * @param status its HTTP status, 0 when there was no answer
 * @param why what is wrong, in a few words without secrets
 * @param headers the answer's headers, for the rate details of server spec 2.8
 */
public record Failure(int status, String why, ResponseHeaders headers) {

    public RateHeaders rate() {
        return headers.rate();
    }
}
