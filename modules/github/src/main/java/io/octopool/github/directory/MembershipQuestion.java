package io.octopool.github.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Goes through the pages of a user's organisations until it finds one or there are no more (server spec 2.6). */
final class MembershipQuestion {

    private static final String QUERY = """
            query($login: String!, $cursor: String) {
              user(login: $login) {
                organizations(first: 100, after: $cursor) {
                  nodes { login }
                  pageInfo { hasNextPage endCursor }
                }
              }
            }
            """;

    private final GitHub github;
    private final InstantSource clock;
    private final String login;
    private final String org;
    private final Credential credential;
    private final Instant deadline;
    private final Set<String> cursors = new HashSet<>();

    MembershipQuestion(
            GitHub github, InstantSource clock, String login, String org, Credential credential, Instant deadline) {
        this.github = github;
        this.clock = clock;
        this.login = login;
        this.org = org;
        this.credential = credential;
        this.deadline = deadline;
    }

    CompletionStage<Membership> ask() {
        return page(null);
    }

    private CompletionStage<Membership> page(@Nullable String cursor) {
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("query", QUERY);
        question.putObject("variables").put("login", login).put("cursor", cursor);
        Duration left = Duration.between(clock.instant(), deadline);
        return github.send(GitHubCall.graphql(question.toString(), credential, left))
                .thenCompose(this::answer);
    }

    private CompletionStage<Membership> answer(Outcome outcome) {
        return switch (Replies.read(outcome)) {
            case Replies.None(Failure failure) -> now(new Membership.Failed(failure));
            case Replies.Reply reply
            when reply.status() < 200 || reply.status() >= 300 -> failed(reply, "GitHub answered " + reply.status());
            case Replies.Reply reply -> organisations(reply);
        };
    }

    private CompletionStage<Membership> organisations(Replies.Reply reply) {
        JsonNode user = reply.body().path("data").path("user");
        JsonNode errors = reply.body().path("errors");
        if (user.isNull() && onlyNotFound(errors)) {
            return now(new Membership.NotMember());
        }
        if (!errors.isMissingNode() && !errors.isEmpty()) {
            return failed(reply, "GitHub answered with errors");
        }
        JsonNode nodes = user.path("organizations").path("nodes");
        JsonNode next = user.path("organizations").path("pageInfo").path("hasNextPage");
        if (!nodes.isArray() || !next.isBoolean()) {
            return failed(reply, "GitHub's list of organisations is malformed");
        }
        for (JsonNode node : nodes) {
            if (node.path("login").asText().equalsIgnoreCase(org)) {
                return now(new Membership.Member());
            }
        }
        if (!next.booleanValue()) {
            return now(new Membership.NotMember());
        }
        String cursor =
                user.path("organizations").path("pageInfo").path("endCursor").textValue();
        if (cursor == null || cursor.isEmpty() || !cursors.add(cursor)) {
            return failed(reply, "GitHub's list of organisations does not go on");
        }
        return page(cursor);
    }

    /** GitHub reports an unknown user as an error of this type beside {@code user: null}. */
    private static boolean onlyNotFound(JsonNode errors) {
        for (JsonNode error : errors) {
            if (!error.path("type").asText().equals("NOT_FOUND")) {
                return false;
            }
        }
        return true;
    }

    private static CompletionStage<Membership> failed(Replies.Reply reply, String why) {
        ResponseHeaders headers = reply.headers();
        return now(new Membership.Failed(new Failure(reply.status(), why, headers)));
    }

    private static CompletionStage<Membership> now(Membership membership) {
        return CompletableFuture.completedFuture(membership);
    }
}
