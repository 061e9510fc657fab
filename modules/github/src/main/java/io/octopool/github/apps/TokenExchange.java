package io.octopool.github.apps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.github.Bytes;
import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gets one installation token, as narrow as reading allows (server spec 8.7, 17.1 item 9, github-rules B8).
 *
 * <p>GitHub refuses by 422 a token with a permission that the installation does not grant, or with a repository that it does
 * not hold, and says which only in prose. So the installation is asked what it grants, and the token is asked for once more
 * with what is granted of the permissions, for reading. A fixed smaller set would take checks and issues from installations
 * that lack nothing but actions. A repository that is refused stays a failure: leaving it out would answer 404 for what the
 * operator named, and a token for all repositories would be wider than the identity.
 */
final class TokenExchange {

    /** All that the relayed routes read. */
    private static final List<String> PERMISSIONS =
            List.of("actions", "checks", "contents", "deployments", "issues", "metadata", "pull_requests", "statuses");

    private final GitHub github;
    private final InstantSource clock;
    private final GitHubTime time;
    private final GrantedPermissions granted;
    private final Installation installation;
    private final Credential.Bearer assertion;
    private final Instant deadline;

    /**
     * An exchange that has not begun.
     *
     * @param time learns GitHub's time when it refuses that of the assertion
     * @param granted what installations are known to grant; learns what this one does
     * @param assertion the App's JWT
     * @param deadline when all its calls must be over
     */
    TokenExchange(
            GitHub github,
            InstantSource clock,
            GitHubTime time,
            GrantedPermissions granted,
            Installation installation,
            Credential.Bearer assertion,
            Instant deadline) {
        this.github = github;
        this.clock = clock;
        this.time = time;
        this.granted = granted;
        this.installation = installation;
        this.assertion = assertion;
        this.deadline = deadline;
    }

    CompletionStage<Minted> run() {
        Instant askedAt = clock.instant();
        List<String> asked = granted.of(installation, askedAt).orElse(PERMISSIONS);
        return github.send(post(asked)).thenCompose(outcome -> {
            if (!(outcome instanceof Outcome.Answered answer)) {
                return failed(Answers.failure(outcome));
            }
            if (answer.status() == Answers.UNPROCESSABLE) {
                return narrower(answer, asked);
            }
            Minted minted = Answers.token(answer, askedAt, clock.instant());
            if (minted instanceof Minted.Failed failed && failed.failure().reason() == Reason.CLOCK_REFUSED) {
                time.learn(answer);
            }
            return now(minted);
        });
    }

    private CompletionStage<Minted> narrower(Outcome.Answered refusal, List<String> asked) {
        return github.send(GitHubCall.get(path(), assertion, left())).thenCompose(outcome -> {
            if (!(outcome instanceof Outcome.Answered answer)) {
                return failed(Answers.failure(outcome));
            }
            if (!Answers.isSuccess(answer)) {
                return failed(Answers.failure(answer));
            }
            if (Answers.isSuspended(answer)) {
                return failed(failure(Reason.SUSPENDED, answer));
            }
            Map<String, String> levels = Answers.permissions(answer);
            return levels.isEmpty() ? failed(failure(Reason.MALFORMED_ANSWER, answer)) : within(levels, refusal, asked);
        });
    }

    private CompletionStage<Minted> within(Map<String, String> levels, Outcome.Answered refusal, List<String> asked) {
        List<String> readable = PERMISSIONS.stream().filter(levels::containsKey).toList();
        if (readable.isEmpty()) {
            return failed(failure(Reason.PERMISSIONS_REFUSED, refusal));
        }
        Instant askedAt = clock.instant();
        granted.remember(installation, readable, askedAt);
        if (readable.equals(asked)) {
            return failed(unexplained(refusal));
        }
        return github.send(post(readable))
                .thenApply(outcome ->
                        outcome instanceof Outcome.Answered answer && answer.status() == Answers.UNPROCESSABLE
                                ? new Minted.Failed(unexplained(answer))
                                : Answers.token(outcome, askedAt, clock.instant()));
    }

    /** What a 422 means that the permissions do not explain. */
    private Failure unexplained(Outcome.Answered refusal) {
        return failure(
                installation.repositories().isEmpty() ? Reason.UNEXPECTED_ANSWER : Reason.REPOSITORIES_REFUSED,
                refusal);
    }

    private GitHubCall post(Collection<String> permissions) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode reads = body.putObject("permissions");
        permissions.forEach(permission -> reads.put(permission, "read"));
        if (!installation.repositories().isEmpty()) {
            installation.repositories().stream().sorted().forEach(body.putArray("repositories")::add);
        }
        GitHubCall call =
                GitHubCall.get(path() + "/access_tokens", assertion, left()).with("content-type", "application/json");
        return new GitHubCall(
                "POST", call.target(), call.headers(), assertion, Bytes.utf8(body.toString()), call.timeout());
    }

    private String path() {
        return "/app/installations/" + installation.installationId();
    }

    private Duration left() {
        return Duration.between(clock.instant(), deadline);
    }

    private static Failure failure(Reason reason, Outcome.Answered answer) {
        return new Failure(reason, answer.status(), answer.rate());
    }

    private static CompletionStage<Minted> failed(Failure failure) {
        return now(new Minted.Failed(failure));
    }

    private static CompletionStage<Minted> now(Minted minted) {
        return CompletableFuture.completedFuture(minted);
    }
}
