package io.octopool.github.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import java.io.IOException;

/**
 * The state that a JSON body tells of the thing it describes, read by streaming. Where a name occurs twice all occurrences must
 * agree; anything unexpected reads as "not settled".
 */
final class BodyState {

    /** Judges one member's value, from its first token to its last. */
    @FunctionalInterface
    private interface Judgement {
        boolean holds(JsonParser parser) throws IOException;
    }

    private BodyState() {}

    /** Whether the body is an object whose member {@code name} is a string. */
    static boolean hasString(Body body, String name) {
        return inObject(body, name, parser -> parser.currentToken() == JsonToken.VALUE_STRING);
    }

    /** Whether the body is an object whose member {@code name} is the string {@code value}. */
    static boolean says(Body body, String name, String value) {
        return inObject(body, name, parser -> isString(parser, value));
    }

    /** Whether the body is an object whose member {@code name} is the integer {@code value}. */
    static boolean says(Body body, String name, int value) {
        return inObject(
                body,
                name,
                parser -> parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getText().equals(Integer.toString(value)));
    }

    /** Whether the body is an object whose member {@code list} is a list, not empty, of objects that all say so. */
    static boolean allSay(Body body, String list, String name, String value) {
        return inObject(body, list, parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                return false;
            }
            boolean holds = parser.nextToken() != JsonToken.END_ARRAY;
            while (holds && parser.currentToken() != JsonToken.END_ARRAY) {
                holds = memberHolds(parser, name, item -> isString(item, value));
                parser.nextToken();
            }
            return holds;
        });
    }

    private static boolean inObject(Body body, String name, Judgement judgement) {
        if (body.encoding() != Encoding.JSON) {
            return false;
        }
        try {
            return JsonSource.read(body.json(), parser -> {
                parser.nextToken();
                return memberHolds(parser, name, judgement);
            });
        } catch (NotJson e) {
            return false;
        }
    }

    /** At the start of a value: whether it is an object with that member, and the judgement holds wherever it occurs. */
    private static boolean memberHolds(JsonParser parser, String name, Judgement judgement) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean asked = parser.currentName().equals(name);
            parser.nextToken();
            if (!asked) {
                parser.skipChildren();
            } else if (judgement.holds(parser)) {
                found = true;
            } else {
                return false;
            }
        }
        return found;
    }

    private static boolean isString(JsonParser parser, String value) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING
                && parser.getText().equals(value);
    }
}
