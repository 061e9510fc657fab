package io.octopool.api.relay;

import io.octopool.github.Bytes;
import io.octopool.github.request.RelayHeaders;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;

/** Answers a client that already holds what it asks for with GitHub's 304 (server spec 17.3 item 7). */
final class ClientConditions {

    private static final int NOT_MODIFIED = 304;
    private static final CompressedBody NULL =
            CompressedBody.of(Bytes.utf8("null").shared());

    private ClientConditions() {}

    /** The reply, as 304 without a body if the client's validators hold for the 200 that it carries. */
    static Reply.Served apply(RelayHeaders headers, Reply.Served served) {
        Answer answer = served.answer();
        boolean held = answer.status() == Reply.OK && headers.satisfiedBy(answer.etag(), answer.lastModified());
        return held ? served.showing(notModified(answer)) : served;
    }

    private static Answer notModified(Answer answer) {
        return new Answer(
                NOT_MODIFIED,
                answer.headersJson(),
                "text",
                NULL,
                answer.source(),
                answer.etag(),
                answer.lastModified(),
                answer.fetchedAt());
    }
}
