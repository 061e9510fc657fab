package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.directory.Directory;
import io.octopool.github.directory.Failure;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    /** What the question is filed under at GitHub. */
    private static final String RESOURCE = "core";

    /**
     * What GitHub said.
     *
     * @param result what it showed of the budget that the question was asked at the expense of
     */
    record Word(UserLookup lookup, CallResult result, Instant askedAt) {}

    /**
     * The word, for one of those who wanted to know.
     *
     * @param asked whether GitHub was asked for them: all others pay for nothing
     */
    record Answer(Word word, boolean asked) {}

    /**
     * A question, answered or not; after the time, one without an answer is asked anew. Whoever is refused rests, and need not be
     * kept from asking.
     */
    private record Question(CompletableFuture<Word> word, Instant askedAt) {
        boolean stands(Instant now) {
            return !word.isDone()
                    || word.join().lookup() instanceof UserLookup.Found
                    || (!word.join().result().isRefusalOfOwner() && now.isBefore(askedAt.plus(ASK_AGAIN_AFTER)));
        }
    }

    /** While GitHub has not answered. */
    private static final Word UNANSWERED = new Word(
            new UserLookup.Failed(new Failure(0, "GitHub did not say whose the token is", ResponseHeaders.NONE)),
            CallResult.abandoned().filedUnder(RESOURCE),
            Instant.MIN);

    private final Directory directory;
    private final Consumer<? super OwnerCall> calls;
    private final InstantSource clock;
    private final Map<String, Question> questions = new HashMap<>();

    /** The calls: hear of those that no lease paid for, as far as it is known whose budget they spent. */
    public TokenOwners(Directory directory, Consumer<? super OwnerCall> calls, InstantSource clock) {
        this.directory = directory;
        this.calls = calls;
        this.clock = clock;
    }

    /** The user whose token it is, empty where GitHub does not say. The stage never fails, and ends within the patience. */
    public CompletionStage<Optional<UserLookup.Found>> of(Credential.Bearer token, Duration patience) {
        return lookup(token, patience).thenApply(answer -> {
            tell(answer);
            return answer.word().lookup() instanceof UserLookup.Found found ? Optional.of(found) : Optional.empty();
        });
    }

    /** As {@link #of}, with what GitHub said; what it cost is for the asker to settle, or to {@link #tell}. */
    CompletionStage<Answer> lookup(Credential.Bearer token, Duration patience) {
        String digest = SecretDigest.of(token.token());
        Question question;
        boolean asked;
        synchronized (this) {
            Question known = questions.get(digest);
            asked = known == null || !known.stands(clock.instant());
            question = asked ? ask(token, digest) : Objects.requireNonNull(known);
        }
        CompletableFuture<Word> word = question.word();
        CompletableFuture<Word> said = word.isDone()
                ? word
                : word.copy().completeOnTimeout(UNANSWERED, patience.toNanos(), TimeUnit.NANOSECONDS);
        return said.thenApply(known -> new Answer(known, asked));
    }

    /** Lets whoever keeps the budget of the user know that the question was asked at that user's expense. */
    void tell(Answer answer) {
        if (answer.asked() && answer.word().lookup() instanceof UserLookup.Found user) {
            calls.accept(new OwnerCall(
                    PublicBudget.ofUser(user.id()),
                    RESOURCE,
                    1,
                    answer.word().askedAt(),
                    answer.word().result()));
        }
    }

    private Question ask(Credential.Bearer token, String digest) {
        if (questions.size() >= CAPACITY) {
            questions.clear();
        }
        Instant askedAt = clock.instant();
        Question question = new Question(
                directory
                        .self(token, LONGEST_CALL)
                        .thenApply(self -> new Word(self.lookup(), result(self.outcome()), askedAt))
                        .exceptionally(_ -> UNANSWERED)
                        .toCompletableFuture(),
                askedAt);
        questions.put(digest, question);
        return question;
    }

    /** A call that has less time than others, and does not end in it, says nothing of GitHub. */
    private CallResult result(Outcome outcome) {
        CallResult result =
                outcome instanceof Outcome.TimedOut ? CallResult.abandoned() : CallResult.of(outcome, clock.instant());
        return result.filedUnder(RESOURCE);
    }
}
