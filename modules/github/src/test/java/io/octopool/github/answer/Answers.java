package io.octopool.github.answer;

import io.octopool.github.Bytes;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;

/** Bodies and routes for the tests of this package. */
final class Answers {

    private static final RouteCatalog CATALOG = RouteCatalog.github();

    private Answers() {}

    static RouteMatch route(String path) {
        return CATALOG.match(path).orElseThrow();
    }

    static Body json(String json) {
        Body body = Body.decode("application/json; charset=utf-8", Bytes.utf8(json));
        if (body.encoding() != Encoding.JSON) {
            throw new IllegalArgumentException("not JSON: " + json);
        }
        return body;
    }

    static Body text(String text) {
        return Body.decode("text/plain", Bytes.utf8(text));
    }
}
