package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.access.Credential;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.quota.Standing;
import io.octopool.sim.world.Account;
import java.util.LinkedHashMap;
import java.util.Map;

/** How GitHub says no (github-rules B4). */
final class Refusals {

    private static final String LIMITS = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

    static final Rendered NO_USER_AGENT = new Rendered(
            403,
            Map.of("content-type", "text/html; charset=utf-8"),
            "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header"
                    + " (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\r\n");

    static final Rendered NO_APP = Rendered.failure(401, "A JSON web token could not be decoded");

    static final Rendered NOT_FOR_APPS = Rendered.failure(403, "Resource not accessible by integration");

    static final Rendered SUSPENDED = Rendered.failure(403, "This installation has been suspended");

    static final Rendered GRAPHQL_NEEDS_USER = Rendered.failure(
            401,
            "This endpoint requires you to be authenticated.",
            "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql");

    private Refusals() {}

    static Rendered badCredentials(Credential.Unknown credential) {
        return Rendered.failure(401, credential.problem());
    }

    /** The primary limit: 403 for REST, an error in a 200 for GraphQL. */
    static Rendered exhausted(Credential credential, Standing standing) {
        String who = who(credential);
        if (standing.resource() == Resource.GRAPHQL) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.putArray("errors")
                    .addObject()
                    .put("type", "RATE_LIMIT")
                    .put("code", "graphql_rate_limit")
                    .put("message", "API rate limit already exceeded for " + who + ".");
            return Rendered.json(200, body);
        }
        return Rendered.failure(403, "API rate limit exceeded for " + who + ".", LIMITS);
    }

    /** The secondary limit. */
    static Rendered secondary(int seconds) {
        Rendered plain = Rendered.failure(
                403,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                LIMITS + "#about-secondary-rate-limits");
        Map<String, String> headers = new LinkedHashMap<>(plain.headers());
        headers.put("retry-after", Integer.toString(seconds));
        return new Rendered(plain.status(), headers, plain.body());
    }

    private static String who(Credential credential) {
        return switch (credential) {
            case Credential.Pat(Account account, String token) -> "user ID " + account.id();
            case Credential.OAuthApp(String clientId) -> "client ID " + clientId;
            case Credential.Installation installation ->
                "installation ID " + installation.token().installation();
            case Credential.AppAssertion(String appId) -> "app ID " + appId;
            case Credential.Anonymous() -> "127.0.0.1";
            case Credential.Unknown _ -> "127.0.0.1";
        };
    }
}
