package io.octopool.pool.fetch;

import io.octopool.github.Bytes;
import io.octopool.github.answer.Body;
import io.octopool.github.answer.Encoding;
import io.octopool.github.answer.Lifetime;
import io.octopool.pool.cache.Answer;

/**
 * The stored answer that GitHub may confirm.
 *
 * @param lifetime what it was given when it came or was last confirmed
 */
public record Basis(Answer answer, Lifetime lifetime) {

    /** Its body, inflated anew at each call. */
    Body body() {
        return new Body(
                Encoding.ofWireName(answer.encoding()),
                Bytes.owning(answer.body().text()));
    }
}
