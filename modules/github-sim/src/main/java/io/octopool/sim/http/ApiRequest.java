package io.octopool.sim.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param target the request target as it came, byte for byte
 * @param path the raw path, still encoded, without query
 * @param query the raw query, empty where there is none
 * @param headers first values by lower-case name
 */
public record ApiRequest(
        String method, String target, String path, String query, Map<String, String> headers, String body) {

    public ApiRequest {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** {@code HEAD} is answered like {@code GET}, without the body. */
    public boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Without headers, which may hold a credential. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
