package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.access.Credential;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.quota.Standing;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.world.Account;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** The secondary limit that points or calls in progress meet. */
    static Rendered secondary(int seconds) {
        return secondary(SecondaryLimit.Form.FORBIDDEN_WITH_RETRY_AFTER, seconds);
    }

    /** The secondary limit in one of its forms; the seconds to wait are null where GitHub does not tell. */
    static Rendered secondary(SecondaryLimit.Form form, @Nullable Integer seconds) {
        Rendered plain = form == SecondaryLimit.Form.ABUSE
                ? Rendered.failure(
                        form.status(),
                        "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
                        "https://docs.github.com/rest/overview/resources-in-the-rest-api#abuse-rate-limits")
                : Rendered.failure(
                        form.status(),
                        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                        LIMITS + "#about-secondary-rate-limits");
        return seconds == null ? plain : plain.with("retry-after", Integer.toString(seconds));
    }

    /** A permission is missing; the header names those of which any would do. */
    static Rendered forbidden(Credential credential, List<String> permissions) {
        String kind = credential instanceof Credential.Pat ? "personal access token" : "integration";
        String wanted = permissions.stream().map(name -> name + "=read").collect(Collectors.joining("; "));
        return Rendered.failure(403, "Resource not accessible by " + kind)
                .with("x-accepted-github-permissions", wanted);
    }

    /** The organisation asks for single sign-on. */
    static Rendered signOn(String organization) {
        return Rendered.failure(
                        403,
                        "Resource protected by organization SAML enforcement. You must grant your Personal Access token"
                                + " access to this organization.",
                        "https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/")
                .with(
                        "x-github-sso",
                        "required; url=https://github.com/orgs/" + organization
                                + "/sso?authorization_request=SIMULATED");
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
