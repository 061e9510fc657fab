package io.octopool.sim.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON object of a control call; every complaint names the field, by its path where objects are nested. */
final class ControlBody {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode json;
    private final String prefix;

    private ControlBody(JsonNode json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    /** An empty text counts as an empty object. */
    static ControlBody parse(String text) {
        if (text.isBlank()) {
            return new ControlBody(MAPPER.createObjectNode(), "");
        }
        try {
            JsonNode json = MAPPER.readTree(text);
            if (!json.isObject()) {
                throw ControlException.malformed("the body must be a JSON object");
            }
            return new ControlBody(json, "");
        } catch (JsonProcessingException e) {
            throw ControlException.malformed("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    ControlBody allowOnly(Set<String> names) {
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw ControlException.field(prefix + name, "is not known here");
            }
        });
        return this;
    }

    /** The names of its fields, in order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What is wrong with a field. */
    ControlException complaint(String name, String problem) {
        return ControlException.field(prefix + name, problem);
    }

    boolean has(String name) {
        return json.has(name);
    }

    /** Null where the field is absent or null. */
    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw ControlException.field(prefix + name, "must be a string");
        }
        return value.textValue();
    }

    /** Null where the field is absent or null. */
    @Nullable
    Long number(String name, long min, long max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw ControlException.field(prefix + name, "must be a whole number from " + min + " to " + max);
        }
        return value.longValue();
    }

    /** Null where the field is absent or null. */
    @Nullable
    Integer integer(String name, int min, int max) {
        Long value = number(name, min, max);
        return value == null ? null : Math.toIntExact(value);
    }

    /** Null where the field is absent or null. */
    @Nullable
    Boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw ControlException.field(prefix + name, "must be true or false");
        }
        return value.booleanValue();
    }

    /** The object in a field; empty where it is absent or null. */
    Optional<ControlBody> object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw ControlException.field(prefix + name, "must be an object");
        }
        return Optional.of(new ControlBody(value, prefix + name + "."));
    }

    /** An object of strings; numbers and truth values are taken as their text. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name)
                .ifPresent(object -> object.json.properties().forEach(field -> {
                    if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                        throw ControlException.field(prefix + name + "." + field.getKey(), "must be a string");
                    }
                    texts.put(field.getKey(), field.getValue().asText());
                }));
        return texts;
    }

    /** An array of strings; empty where it is absent or null. */
    Optional<List<String>> list(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            throw ControlException.field(prefix + name, "must be an array of strings");
        }
        return Optional.of(value.valueStream().map(JsonNode::textValue).toList());
    }

    /** A body to send: a string as it is, any other value as compact JSON; null where it is absent or null. */
    @Nullable
    String anything(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
