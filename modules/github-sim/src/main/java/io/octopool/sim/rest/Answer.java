package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a route answers, before paging, validators and rate headers. */
sealed interface Answer {

    /** One thing; {@code lastModified} is null where GitHub sends no such header. */
    record Document(JsonNode body, @Nullable Instant lastModified) implements Answer {}

    /** Some of many things, a page of which is sent; with a wrapper as {@code {"total_count": n, wrapper: […]}}. */
    record Listing<T>(
            List<T> items,
            Function<? super T, ? extends JsonNode> render,
            @Nullable String wrapper) implements Answer {}

    /** Text in a form of its own. */
    record Text(String contentType, String text) implements Answer {}

    /** A status that is no failure, such as 204; a null body is none at all. */
    record Status(int status, @Nullable JsonNode body) implements Answer {}

    /** A temporary redirect to an address anywhere. */
    record Found(String location) implements Answer {}

    /** A permanent redirect to another path of this API. */
    record Moved(String path) implements Answer {}

    /** GitHub's error form. */
    record Failure(int status, String message) implements Answer {}

    /** The wrapper of search results, which also say whether they are complete. */
    String FOUND = "items";

    /** Nothing that this reader may know of. */
    Answer NOT_FOUND = new Failure(404, "Not Found");

    /** That it is so, without a word. */
    Answer NO_CONTENT = new Status(204, null);

    /** That it takes a while. */
    Answer ACCEPTED = new Status(202, JsonNodeFactory.instance.objectNode());

    static Answer of(JsonNode body) {
        return new Document(body, null);
    }

    static Answer of(JsonNode body, Instant lastModified) {
        return new Document(body, lastModified);
    }

    static <T> Answer list(List<T> items, Function<? super T, ? extends JsonNode> render) {
        return new Listing<>(items, render, null);
    }

    /** A page of search results. */
    static <T> Answer found(List<T> items, Function<? super T, ? extends JsonNode> render) {
        return new Listing<>(items, render, FOUND);
    }

    static <T> Answer list(String wrapper, List<T> items, Function<? super T, ? extends JsonNode> render) {
        return new Listing<>(items, render, wrapper);
    }

    static <T> Answer orNotFound(Optional<T> thing, Function<? super T, Answer> answer) {
        return thing.map(answer).orElse(NOT_FOUND);
    }
}
