package io.octopool.github.apps;

import io.octopool.github.Bytes;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers calls in order and keeps them. Without an answer left, a call waits for one. */
final class ScriptedGitHub implements GitHub {

    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private final Queue<CompletableFuture<Outcome>> waiting = new ArrayDeque<>();
    private final List<GitHubCall> calls = new ArrayList<>();

    @Override
    public synchronized CompletionStage<Outcome> send(GitHubCall call) {
        calls.add(call);
        Outcome next = outcomes.poll();
        if (next != null) {
            return CompletableFuture.completedFuture(next);
        }
        CompletableFuture<Outcome> promise = new CompletableFuture<>();
        waiting.add(promise);
        return promise;
    }

    /** Gives the answer to the call that has waited longest, or to the next one. */
    ScriptedGitHub answer(Outcome outcome) {
        CompletableFuture<Outcome> promise;
        synchronized (this) {
            promise = waiting.poll();
            if (promise == null) {
                outcomes.add(outcome);
            }
        }
        if (promise != null) {
            promise.complete(outcome);
        }
        return this;
    }

    ScriptedGitHub answer(int status, String body) {
        return answer(answered(status, body));
    }

    /** A token of that name that GitHub ends at that time. */
    ScriptedGitHub token(String token, String expiresAt) {
        return answer(201, "{\"token\":\"" + token + "\",\"expires_at\":\"" + expiresAt + "\"}");
    }

    synchronized List<GitHubCall> calls() {
        return List.copyOf(calls);
    }

    GitHubCall last() {
        return calls().getLast();
    }

    static Outcome answered(int status, String body) {
        return new Outcome.Answered(status, Map.of("content-type", "application/json"), Bytes.utf8(body));
    }
}
