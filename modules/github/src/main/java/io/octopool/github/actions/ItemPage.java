package io.octopool.github.actions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.octopool.github.Bytes;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonSource.NotJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One page of a list that GitHub wraps in an object: {@code {"total_count":2,"jobs":[{…},{…}]}}. It knows where the items
 * stand in the bytes; no item is ever written anew, so big numbers and the order of members survive.
 *
 * @param json the page
 * @param items the items in order
 * @param close the position of the list's closing bracket
 * @param total {@code total_count}; empty unless it is a whole number that is not negative
 */
record ItemPage(Bytes json, List<Item> items, int close, OptionalLong total) {

    /**
     * One object of the list.
     *
     * @param from the position of its first byte
     * @param to the position behind its last byte
     * @param texts those of the members asked for that are strings
     */
    record Item(int from, int to, Map<String, String> texts) {

        boolean says(String member, String text) {
            return text.equals(texts.get(member));
        }
    }

    private static final String TOTAL = "total_count";
    private static final int MAX_DIGITS = 18;

    /**
     * Reads a page by streaming.
     *
     * @param list the name of the list
     * @param members the members of items whose text matters
     * @return empty if the bytes are not an object with one such list of objects
     */
    static Optional<ItemPage> read(Bytes json, String list, Set<String> members) {
        try {
            return JsonSource.read(json, parser -> page(parser, json, list, members));
        } catch (NotJson e) {
            return Optional.empty();
        }
    }

    /** The page with only its first items, one at least; all other bytes stay. */
    Bytes first(int count) {
        int end = items.get(count - 1).to();
        byte[] cut = new byte[end + json.length() - close];
        System.arraycopy(json.shared(), 0, cut, 0, end);
        System.arraycopy(json.shared(), close, cut, end, json.length() - close);
        return Bytes.owning(cut);
    }

    private static Optional<ItemPage> page(JsonParser parser, Bytes json, String list, Set<String> members)
            throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        List<Item> items = new ArrayList<>();
        int close = -1;
        OptionalLong total = OptionalLong.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(TOTAL)) {
                total = number(parser);
            }
            if (!name.equals(list)) {
                parser.skipChildren();
            } else if (close < 0 && value == JsonToken.START_ARRAY && readItems(parser, members, items)) {
                close = position(parser);
            } else {
                return Optional.empty();
            }
        }
        return close < 0 ? Optional.empty() : Optional.of(new ItemPage(json, List.copyOf(items), close, total));
    }

    /** Reads up to the list's closing bracket; false if something in it is no object. */
    private static boolean readItems(JsonParser parser, Set<String> members, List<Item> items) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            int from = position(parser);
            Map<String, String> texts = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING && members.contains(name)) {
                    texts.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            items.add(new Item(from, position(parser) + 1, Map.copyOf(texts)));
        }
        return parser.currentToken() == JsonToken.END_ARRAY;
    }

    private static OptionalLong number(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return OptionalLong.empty();
        }
        String digits = parser.getText();
        return digits.startsWith("-") || digits.length() > MAX_DIGITS
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(digits));
    }

    private static int position(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }
}
