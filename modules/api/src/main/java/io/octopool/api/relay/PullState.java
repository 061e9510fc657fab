package io.octopool.api.relay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a pull request says about its state, read by streaming.
 *
 * @param head the head commit, null if it says none
 * @param closed whether it is closed, merged or not
 * @param merged whether it says when it was merged
 */
record PullState(@Nullable String head, boolean closed, boolean merged) {

    /** What the bytes say; nothing if they are no JSON object. */
    static PullState of(Bytes json) {
        try {
            return JsonSource.read(json, PullState::read);
        } catch (NotJson e) {
            return new PullState(null, false, false);
        }
    }

    private static PullState read(JsonParser parser) throws IOException {
        String head = null;
        boolean closed = false;
        boolean merged = false;
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "state" ->
                        closed = value == JsonToken.VALUE_STRING
                                && parser.getText().equals("closed");
                    case "merged_at" -> merged = value == JsonToken.VALUE_STRING;
                    case "head" -> head = value == JsonToken.START_OBJECT ? sha(parser) : null;
                    default -> {}
                }
                parser.skipChildren();
            }
        }
        return new PullState(head, closed, merged);
    }

    private static @Nullable String sha(JsonParser parser) throws IOException {
        String sha = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("sha")) {
                sha = parser.getText();
            }
            parser.skipChildren();
        }
        return sha;
    }
}
