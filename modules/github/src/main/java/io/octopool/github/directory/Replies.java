package io.octopool.github.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import java.time.Instant;

/** What GitHub said to a question, as a tree; these answers are small. */
final class Replies {

    private static final ObjectReader JSON = new JsonMapper().reader();

    /** GitHub's answer, or why there is none. */
    sealed interface Read {}

    /**
     * An answer.
     *
     * @param body its JSON; missing if it is none
     */
    record Reply(int status, JsonNode body, ResponseHeaders headers) implements Read {}

    /** No answer. */
    record None(Failure failure) implements Read {}

    private Replies() {}

    static Read read(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answer ->
                new Reply(answer.status(), tree(answer), new ResponseHeaders(answer.headers()));
            case Outcome.RedirectDenied redirect ->
                none(redirect.status(), "GitHub redirected", new ResponseHeaders(redirect.headers()));
            case Outcome.TooLarge large ->
                none(large.status(), "GitHub's answer is too large", new ResponseHeaders(large.headers()));
            case Outcome.TimedOut() -> none(0, "GitHub did not answer in time", ResponseHeaders.NONE);
            case Outcome.Unreachable _ -> none(0, "GitHub cannot be reached", ResponseHeaders.NONE);
            case Outcome.NotSent(String _, Instant until) ->
                new None(new Failure(
                        0, "the question could not be sent", ResponseHeaders.NONE, new Failure.Unasked(until)));
        };
    }

    private static None none(int status, String why, ResponseHeaders headers) {
        return new None(new Failure(status, why, headers));
    }

    private static JsonNode tree(Outcome.Answered answer) {
        try {
            return JSON.readTree(answer.body().text());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
