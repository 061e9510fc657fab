package io.octopool.api.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.octopool.github.client.ResponseHeaders;
import java.io.UncheckedIOException;
import java.util.Map;

/** Takes the headers that describe a whole page from an answer of which a part is shown (server spec 7.12). */
final class PagingHeaders {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

    private PagingHeaders() {}

    /** The headers, which are a JSON object of strings that this server wrote, as such an object again. */
    static String removedFrom(String headersJson) {
        try {
            return new ResponseHeaders(MAPPER.readValue(headersJson, STRINGS))
                    .withoutPaging()
                    .toJson()
                    .text();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
