package io.octopool.pool.fetch;

import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A port that answers from a list of outcomes, in order, and remembers who called. */
public final class ScriptedGitHub implements GitHub {

    public final List<Duration> timeouts = new CopyOnWriteArrayList<>();
    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final Deque<Supplier<CompletableFuture<Outcome>>> script = new ArrayDeque<>();

    public ScriptedGitHub then(Outcome outcome) {
        return then(outcome, () -> {});
    }

    /** The meanwhile: what happens while the call is under way. */
    public synchronized ScriptedGitHub then(Outcome outcome, Runnable meanwhile) {
        script.add(() -> {
            meanwhile.run();
            return CompletableFuture.completedFuture(outcome);
        });
        return this;
    }

    /** The next call stays unanswered until the returned future is completed. */
    public synchronized CompletableFuture<Outcome> thenWait() {
        CompletableFuture<Outcome> later = new CompletableFuture<>();
        script.add(() -> later);
        return later;
    }

    public static Outcome.Answered json(int status, String body) {
        return new Outcome.Answered(
                status, Map.of("content-type", "application/json; charset=utf-8"), Bytes.utf8(body));
    }

    /** An answer with an entity tag. */
    public static Outcome.Answered tagged(String etag, String body) {
        return new Outcome.Answered(200, Map.of("content-type", "application/json", "etag", etag), Bytes.utf8(body));
    }

    public static Outcome.Answered unchanged(Map<String, String> headers) {
        return new Outcome.Answered(304, headers, Bytes.EMPTY);
    }

    public static Outcome.Answered refused(int status, Map<String, String> headers) {
        return new Outcome.Answered(status, headers, Bytes.EMPTY);
    }

    @Override
    public synchronized CompletionStage<Outcome> send(GitHubCall call) {
        String who = switch (call.credential()) {
            case Credential.Bearer(String token) -> token;
            case Credential.Basic(String id, String _) -> id;
            case Credential.Anonymous() -> "anonymous";
        };
        timeouts.add(call.timeout());
        headers.add(call.headers());
        calls.add(who + " " + call.target());
        return script.removeFirst().get();
    }
}
