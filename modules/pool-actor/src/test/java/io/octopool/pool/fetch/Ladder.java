package io.octopool.pool.fetch;

import io.octopool.github.client.Credential;
import io.octopool.github.client.LogHost;
import io.octopool.github.client.Outcome;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A ladder over a scripted GitHub and a {@link Desk}, at an instant at which the clock stands. */
final class Ladder {

    static final Instant NOW = Desk.NOW;
    static final Proof PROOF = Desk.PROOF;
    static final String REPO = "/repos/octo-org/hello-world";
    static final String READER = "app";
    static final CallResult SPENT = new CallResult(200, "core", null, null, null);
    static final String ELSEWHERE = "https://elsewhere.example/";

    final ScriptedGitHub github = new ScriptedGitHub();
    final Desk desk = new Desk();
    final List<String> refused = new ArrayList<>();
    final List<Duration> patiences = new ArrayList<>();
    final Map<String, Credentials.Answer> unusable = new HashMap<>(Map.of(
            "broken",
            new Credentials.Answer.Unusable(
                    Refusal.Reason.IDENTITY_SECRET_MISSING, CallResult.failed(CallResult.Failure.MISCONFIGURED))));
    /** Identities whose first lease is spent before their credential is there. */
    final Set<String> unknown = new HashSet<>();

    Instant now = NOW;
    Duration credentialTakes = Duration.ZERO;
    final List<String> downloads = new ArrayList<>();
    Outcome log = new Outcome.Unreachable("no log is scripted");
    private Optional<Credential> publicReader = Optional.empty();
    private Executor executor = Runnable::run;

    static Ladder withPublicReader() {
        Ladder ladder = new Ladder();
        ladder.publicReader = Optional.of(new Credential.Basic(READER, "secret"));
        return ladder;
    }

    Ladder runBy(Executor other) {
        executor = other;
        return this;
    }

    Fetched fetch(String path) {
        return fetch(request(path));
    }

    Fetched fetch(String path, @Nullable Proof proof) {
        return fetch(request(path, proof, null, false));
    }

    Fetched fetch(FetchRequest request) {
        return start(request).result().toCompletableFuture().join();
    }

    Climbing start(FetchRequest request) {
        return new FetchLadder(
                        github,
                        new Logs(),
                        new Keyring(),
                        publicReader,
                        desk,
                        executor,
                        new FetchLadder.Limits(Duration.ofSeconds(15), 1000),
                        (InstantSource) () -> now)
                .fetch(request);
    }

    /** Has the log that the test sets, at every address that does not begin with {@link #ELSEWHERE}. */
    private final class Logs implements LogHost {

        @Override
        public CompletionStage<Outcome> download(String location, long maxBytes, Duration timeout) {
            downloads.add(location);
            return CompletableFuture.completedStage(log);
        }

        @Override
        public boolean allows(String location) {
            return !location.startsWith(ELSEWHERE);
        }
    }

    /** Every identity's credential is its id, but for those that have none. */
    private final class Keyring implements Credentials {

        @Override
        public CompletionStage<Answer> of(Identity identity, Duration patience) {
            patiences.add(patience);
            now = now.plus(credentialTakes);
            if (unknown.remove(identity.id())) {
                return CompletableFuture.completedStage(new Answer.Spent(SPENT));
            }
            Answer answer = unusable.get(identity.id());
            return CompletableFuture.completedStage(
                    answer == null ? new Answer.Ready(new Credential.Bearer(identity.id()), null) : answer);
        }

        @Override
        public void refused(Identity identity, Credential credential) {
            refused.add(identity.id());
        }
    }

    static FetchRequest request(String path) {
        return request(path, null, null, false);
    }

    static FetchRequest request(String path, @Nullable Proof proof, @Nullable Validator stored, boolean tokenFree) {
        return request(path, RequestQuery.NONE, match(path), proof, stored, tokenFree, NOW.plusSeconds(25));
    }

    /** A search of octo-org/hello-world. */
    static FetchRequest search(@Nullable Proof proof, @Nullable Validator stored, boolean tokenFree) {
        RequestQuery query =
                new RequestQuery(List.of(RequestQuery.Parameter.one("q", "repo:octo-org/hello-world type:issue bug")));
        return request(
                "/search/issues",
                query,
                match("/search/issues").searching(new RepoName("octo-org", "hello-world")),
                proof,
                stored,
                tokenFree,
                NOW.plusSeconds(25));
    }

    static FetchRequest request(
            String path,
            RequestQuery query,
            RouteMatch match,
            @Nullable Proof proof,
            @Nullable Validator stored,
            boolean tokenFree,
            Instant deadline) {
        return new FetchRequest(
                "p", CanonicalRequest.of(RequestPath.of(path), query), match, tokenFree, proof, stored, deadline);
    }

    static RouteMatch match(String path) {
        return RouteCatalog.github().match(path).orElseThrow();
    }

    static Fetched.GaveUp gaveUp(Fetched fetched) {
        return (Fetched.GaveUp) fetched;
    }

    static @Nullable String reason(Fetched fetched) {
        return gaveUp(fetched).refusal().reason();
    }

    static String code(Fetched fetched) {
        return gaveUp(fetched).refusal().code();
    }
}
