package io.octopool.github.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.routes.Placeholder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks GitHub about people. No stage fails: what goes wrong is a {@link Failure}. */
public final class Directory {

    private static final int NOT_FOUND = 404;

    private final GitHub github;
    private final InstantSource clock;

    public Directory(GitHub github) {
        this(github, InstantSource.system());
    }

    /**
     * A directory with a clock of its own.
     *
     * @param clock tells how much of a question's time is left for its further pages
     */
    public Directory(GitHub github, InstantSource clock) {
        this.github = github;
        this.clock = clock;
    }

    /** Who {@code login} is, in public. A text that cannot be a login is nobody's, and GitHub is not asked. */
    public CompletionStage<UserLookup> user(String login, Credential credential, Duration timeout) {
        if (!Placeholder.LOGIN.accepts(login)) {
            return CompletableFuture.completedFuture(new UserLookup.NoSuchUser());
        }
        String target = RequestPath.of("/users/" + login).encoded();
        return github.send(GitHubCall.get(target, credential, timeout)).thenApply(Directory::user);
    }

    /**
     * What came of asking whose a credential is.
     *
     * @param outcome of the one call, for whoever keeps the budget that it was made at the expense of
     */
    public record Self(UserLookup lookup, Outcome outcome) {}

    /** Whose the credential is: the user that GitHub takes its bearer for. */
    public CompletionStage<Self> self(Credential credential, Duration timeout) {
        return github.send(GitHubCall.get("/user", credential, timeout))
                .thenApply(outcome -> new Self(user(outcome), outcome));
    }

    /**
     * Whether {@code login} belongs to {@code org}, ignoring case (server spec 2.6): as far as {@code credential} may see.
     *
     * @param timeout the time for all pages together
     */
    public CompletionStage<Membership> membership(String login, String org, Credential credential, Duration timeout) {
        if (!Placeholder.LOGIN.accepts(login)) {
            return CompletableFuture.completedFuture(new Membership.NotMember());
        }
        return new MembershipQuestion(
                        github, clock, login, org, credential, clock.instant().plus(timeout))
                .ask();
    }

    private static UserLookup user(Outcome outcome) {
        return switch (Replies.read(outcome)) {
            case Replies.Reply(int status, JsonNode _, ResponseHeaders _)
            when status == NOT_FOUND -> new UserLookup.NoSuchUser();
            case Replies.Reply(int status, JsonNode body, ResponseHeaders headers)
            when status == 200 -> {
                Optional<UserLookup.Found> found = found(body);
                yield found.isPresent()
                        ? found.get()
                        : new UserLookup.Failed(new Failure(status, "GitHub described no user", headers));
            }
            case Replies.Reply(int status, JsonNode _, ResponseHeaders headers) ->
                new UserLookup.Failed(new Failure(status, "GitHub answered " + status, headers));
            case Replies.None(Failure failure) -> new UserLookup.Failed(failure);
        };
    }

    private static Optional<UserLookup.Found> found(JsonNode body) {
        JsonNode id = body.path("id");
        JsonNode login = body.path("login");
        JsonNode name = body.path("name");
        if (!id.isIntegralNumber() || !id.canConvertToLong() || !login.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new UserLookup.Found(
                id.longValue(),
                login.textValue(),
                Optional.ofNullable(name.textValue()).filter(text -> !text.isBlank())));
    }
}
