package io.octopool.sim.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.Urls;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An answer as status, own headers and body, before validators and rate headers. */
record Rendered(int status, Map<String, String> headers, String body) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final String JSON = "application/json; charset=utf-8";
    private static final String DOCUMENTATION = "https://docs.github.com/rest";

    /** Renders an answer; {@code shape} is the last that touches its JSON. */
    static Rendered of(Routes.Routed routed, Query query, Urls urls, Consumer<JsonNode> shape) {
        return switch (routed.answer()) {
            case Answer.Document(JsonNode body, Instant lastModified) -> document(body, lastModified, shape);
            case Answer.Listing<?> listing -> page(listing, query, urls.api(routed.linkPath()), shape);
            case Answer.Text(String type, String text) -> new Rendered(200, Map.of("content-type", type), text);
            case Answer.Status(int status, JsonNode body) ->
                body == null ? new Rendered(status, Map.of(), "") : json(status, body);
            case Answer.Found(String location) ->
                new Rendered(302, Map.of("content-type", "text/html; charset=utf-8", "location", location), "");
            case Answer.Moved(String path) -> moved(urls.api(path));
            case Answer.Failure(int status, String message) -> failure(status, message);
        };
    }

    static Rendered failure(int status, String message) {
        return failure(status, message, DOCUMENTATION);
    }

    static Rendered failure(int status, String message, String documentation) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("message", message)
                .put("documentation_url", documentation)
                .put("status", Integer.toString(status));
        return json(status, body);
    }

    static Rendered json(int status, JsonNode body) {
        return new Rendered(status, Map.of("content-type", JSON), write(body));
    }

    /** The same answer with more text in its body; see {@link Padded}. */
    Rendered withBody(String other) {
        return new Rendered(status, headers, other);
    }

    /** The same answer for one who has it already. */
    Rendered notModified() {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.remove("content-type");
        return new Rendered(304, kept, "");
    }

    private static Rendered document(JsonNode body, @Nullable Instant lastModified, Consumer<JsonNode> shape) {
        shape.accept(body);
        Rendered rendered = json(200, body);
        return lastModified == null ? rendered : rendered.with("last-modified", httpDate(lastModified));
    }

    private static <T> Rendered page(Answer.Listing<T> listing, Query query, String address, Consumer<JsonNode> shape) {
        List<T> items = listing.items();
        int from = (int) Math.min(items.size(), (query.page() - 1L) * query.perPage());
        int to = Math.min(items.size(), from + query.perPage());
        ArrayNode page = JsonNodeFactory.instance.arrayNode(to - from);
        items.subList(from, to).forEach(item -> page.add(listing.render().apply(item)));
        shape.accept(page);
        JsonNode body = page;
        if (listing.wrapper() != null) {
            ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("total_count", items.size());
            if (listing.wrapper().equals(Answer.FOUND)) {
                wrapped.put("incomplete_results", false);
            }
            body = wrapped.set(listing.wrapper(), page);
        }
        String link = PageLinks.header(address, query, items.size());
        return link.isEmpty() ? json(200, body) : json(200, body).with("link", link);
    }

    private static Rendered moved(String location) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("message", "Moved Permanently")
                .put("url", location)
                .put(
                        "documentation_url",
                        DOCUMENTATION + "/guides/best-practices-for-using-the-rest-api#follow-redirects");
        return json(301, body).with("location", location);
    }

    private static String httpDate(Instant at) {
        return HTTP_DATE.format(at.atOffset(ZoneOffset.UTC));
    }

    /** The same answer with a header more. */
    Rendered with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Rendered(status, more, body);
    }

    private static String write(JsonNode body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }
}
