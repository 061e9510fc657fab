package io.octopool.github.client;

import io.octopool.github.Bytes;
import io.octopool.github.request.CanonicalRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of GitHub's API.
 *
 * @param method the HTTP method
 * @param target path and query, sent byte for byte after the base URI
 * @param headers further headers by lower-case name; {@code authorization}, {@code user-agent}, {@code accept-encoding} and
 *     what belongs to the connection are set by the client and refused here
 * @param credential who calls
 * @param body what is sent; empty for none
 * @param timeout the time for the whole exchange, body included
 */
public record GitHubCall(
        String method,
        String target,
        Map<String, String> headers,
        Credential credential,
        Bytes body,
        Duration timeout) {

    private static final String ACCEPT = "accept";
    private static final String API_VERSION = "x-github-api-version";

    public GitHubCall {
        headers = Map.copyOf(headers);
    }

    /** The read {@code request}, unconditionally. */
    public static GitHubCall get(CanonicalRequest request, Credential credential, Duration timeout) {
        return new GitHubCall(
                "GET",
                request.target(),
                Map.of(ACCEPT, request.accept(), API_VERSION, request.apiVersion()),
                credential,
                Bytes.EMPTY,
                timeout);
    }

    /** A read of our own, with GitHub's default media type and version. */
    public static GitHubCall get(String target, Credential credential, Duration timeout) {
        return new GitHubCall("GET", target, defaults(), credential, Bytes.EMPTY, timeout);
    }

    /**
     * A GraphQL query.
     *
     * @param json the request's JSON: {@code query} and {@code variables}
     */
    public static GitHubCall graphql(String json, Credential credential, Duration timeout) {
        Map<String, String> headers = new LinkedHashMap<>(defaults());
        headers.put("content-type", "application/json");
        return new GitHubCall("POST", "/graphql", headers, credential, Bytes.utf8(json), timeout);
    }

    /** This call with another target: the same media type, version, validators and credential. */
    public GitHubCall at(String changed) {
        return new GitHubCall(method, changed, headers, credential, body, timeout);
    }

    /** This call, in that time if it has more. */
    public GitHubCall within(Duration left) {
        return timeout.compareTo(left) <= 0 ? this : new GitHubCall(method, target, headers, credential, body, left);
    }

    /** This call, to be answered by 304 while GitHub's answer still has that entity tag. */
    public GitHubCall ifNoneMatch(String etag) {
        return with("if-none-match", etag);
    }

    /** This call, to be answered by 304 unless GitHub's answer has changed since that HTTP date. */
    public GitHubCall ifModifiedSince(String lastModified) {
        return with("if-modified-since", lastModified);
    }

    /** This call with one more header, or with another value for it. */
    public GitHubCall with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new GitHubCall(method, target, changed, credential, body, timeout);
    }

    private static Map<String, String> defaults() {
        return Map.of(ACCEPT, CanonicalRequest.DEFAULT_ACCEPT, API_VERSION, CanonicalRequest.DEFAULT_API_VERSION);
    }
}
