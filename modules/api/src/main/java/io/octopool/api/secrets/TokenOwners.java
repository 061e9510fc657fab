package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.directory.Directory;
import io.octopool.github.directory.Failure;
import io.octopool.github.directory.UserLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Whose the tokens of people are: GitHub counts at a user's expense, whatever login a token was registered under (github-rules
 * B1). GitHub is asked once for each token, at the token's own expense, by all who want to know together; where it does not say,
 * again after a minute. Digests are kept, no tokens. Safe for use by many threads.
 */
public final class TokenOwners {

    /** Beyond it, the memory starts anew. */
    private static final int CAPACITY = 1_000;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    /** A question, answered or not; after the time, one without an answer is asked anew. */
    private record Question(CompletableFuture<UserLookup> owner, Instant askAgainAt) {
        boolean stands(Instant now) {
            return !owner.isDone()
                    || switch (owner.join()) {
                        case UserLookup.Found _ -> true;
                        case UserLookup.NoSuchUser _ -> now.isBefore(askAgainAt);
                        case UserLookup.Failed(Failure why) -> !isRefusal(why.status()) && now.isBefore(askAgainAt);
                    };
        }

        /** Whoever is refused rests, and need not be kept from asking. */
        private static boolean isRefusal(int status) {
            return status == 401 || status == 403 || status == 429;
        }
    }

    /** While GitHub has not answered. */
    private static final UserLookup UNANSWERED =
            new UserLookup.Failed(new Failure(0, "GitHub did not say whose the token is", ResponseHeaders.NONE));

    private final Directory directory;
    private final InstantSource clock;
    private final Map<String, Question> questions = new HashMap<>();

    public TokenOwners(Directory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The user whose token it is, empty where GitHub does not say. The stage never fails, and ends within the patience. */
    public CompletionStage<Optional<UserLookup.Found>> of(Credential.Bearer token, Duration patience) {
        return lookup(token, patience)
                .thenApply(lookup -> lookup instanceof UserLookup.Found found ? Optional.of(found) : Optional.empty());
    }

    /** As {@link #of}, with what GitHub said where it did not name a user. */
    CompletionStage<UserLookup> lookup(Credential.Bearer token, Duration patience) {
        CompletableFuture<UserLookup> owner =
                question(token, SecretDigest.of(token.token())).owner();
        return owner.isDone()
                ? owner
                : owner.copy().completeOnTimeout(UNANSWERED, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized Question question(Credential.Bearer token, String digest) {
        Question known = questions.get(digest);
        if (known != null && known.stands(clock.instant())) {
            return known;
        }
        if (questions.size() >= CAPACITY) {
            questions.clear();
        }
        CompletableFuture<UserLookup> owner = directory
                .self(token, LONGEST_CALL)
                .exceptionally(_ -> UNANSWERED)
                .toCompletableFuture();
        Question question = new Question(owner, clock.instant().plus(ASK_AGAIN_AFTER));
        questions.put(digest, question);
        return question;
    }
}
