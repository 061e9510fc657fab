package io.octopool.sim.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes JSON apart into compact JSON texts, token by token, so that no number and no order changes. */
final class RawJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private RawJson() {}

    /** The elements of an array; throws if the text is no array or more than one value. */
    static List<String> elements(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            expect(parser, JsonToken.START_ARRAY);
            List<String> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(copy(parser));
            }
            expectEnd(parser);
            return elements;
        }
    }

    /** The fields of an object; throws if the text is no object or more than one value. */
    static Map<String, String> fields(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            expect(parser, JsonToken.START_OBJECT);
            Map<String, String> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, copy(parser));
            }
            expectEnd(parser);
            return fields;
        }
    }

    /** The value of a JSON string; throws if the text is something else. */
    static String string(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            expect(parser, JsonToken.VALUE_STRING);
            return parser.getText();
        }
    }

    private static String copy(JsonParser parser) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            int depth = 0;
            while (true) {
                JsonToken token = parser.currentToken();
                if (token == null) {
                    throw new IOException("the text ends early");
                }
                switch (token) {
                    case START_OBJECT -> generator.writeStartObject();
                    case END_OBJECT -> generator.writeEndObject();
                    case START_ARRAY -> generator.writeStartArray();
                    case END_ARRAY -> generator.writeEndArray();
                    case FIELD_NAME -> generator.writeFieldName(parser.currentName());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
                    default -> generator.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    break;
                }
                parser.nextToken();
            }
        }
        return out.toString();
    }

    private static void expect(JsonParser parser, JsonToken token) throws IOException {
        JsonToken found = parser.nextToken();
        if (found != token) {
            throw new IOException("expected " + token + ", found " + found);
        }
    }

    private static void expectEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new IOException("there is more after the value");
        }
    }
}
