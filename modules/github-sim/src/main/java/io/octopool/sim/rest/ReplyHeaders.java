package io.octopool.sim.rest;

import io.octopool.sim.access.Credential;
import io.octopool.sim.http.ApiRequest;
import io.octopool.sim.quota.Standing;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The headers that every API answer has. */
final class ReplyHeaders {

    private static final String DEFAULT_VERSION = "2022-11-28";

    private ReplyHeaders() {}

    static Map<String, String> of(ApiRequest request, Credential credential, Standing standing) {
        Map<String, String> headers = new LinkedHashMap<>();
        boolean anonymous = credential instanceof Credential.Anonymous;
        headers.put("server", "github.com");
        headers.put("cache-control", (anonymous ? "public" : "private") + ", max-age=60, s-maxage=60");
        headers.put(
                "vary",
                anonymous
                        ? "Accept, Accept-Encoding, X-Requested-With"
                        : "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With");
        headers.put("x-github-media-type", Media.of(request).header());
        headers.put(
                "x-github-api-version-selected",
                request.header("x-github-api-version").orElse(DEFAULT_VERSION));
        headers.putAll(standing.headers());
        if (credential instanceof Credential.Pat) {
            headers.put("x-oauth-scopes", "repo, read:org");
            headers.put("x-accepted-oauth-scopes", "");
        }
        headers.put("access-control-allow-origin", "*");
        headers.put("access-control-expose-headers", "ETag, Link, Location, Retry-After, X-GitHub-Request-Id");
        headers.put("strict-transport-security", "max-age=31536000; includeSubdomains; preload");
        headers.put("x-content-type-options", "nosniff");
        headers.put("x-frame-options", "deny");
        headers.put("x-github-request-id", requestId());
        return headers;
    }

    private static String requestId() {
        HexFormat hex = HexFormat.of().withUpperCase();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return hex.toHexDigits((short) random.nextInt()) + ":" + hex.toHexDigits(random.nextInt()) + ":"
                + hex.toHexDigits(random.nextInt());
    }
}
