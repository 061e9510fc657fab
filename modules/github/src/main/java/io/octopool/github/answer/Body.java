package io.octopool.github.answer;

import io.octopool.github.Bytes;
import io.octopool.github.client.Outcome;

/**
 * A decoded body (server spec 9.6).
 *
 * @param encoding how it stands in the envelope
 * @param json one JSON value, valid UTF-8, to be spliced after {@code "body":} as it is
 */
public record Body(Encoding encoding, Bytes json) {

    /** The body of an answer without one. */
    public static final Body NONE = new Body(Encoding.TEXT, Bytes.utf8("null"));

    /** The body of an answer of GitHub's. Not sanitised. */
    public static Body of(Outcome.Answered answer) {
        return decode(answer.headers().getOrDefault("content-type", ""), answer.body());
    }

    /**
     * Decodes what GitHub sent. Not sanitised.
     *
     * @param contentType the header's value, empty if there was none
     */
    public static Body decode(String contentType, Bytes sent) {
        return BodyDecoder.decode(contentType, sent);
    }
}
