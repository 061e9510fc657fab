package io.octopool.github.apps;

import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.apps.Slot.Turn;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of Apps' installations (server spec 8.7, github-rules B8): minted by one attempt at a time per App, installation,
 * secret and repositories; used while more than 60 s of validity remain; renewed beside their use when less than 5 minutes do.
 * Tokens live in memory alone, those of 1,000 installations at most. A failure answers for 5 s. Safe for any number of threads;
 * no call blocks, the one that begins an attempt signs first (some milliseconds).
 *
 * <p>Invariants: see {@link TokenMemory}. Besides: every attempt ends, at the latest by its own deadline, and is kept before
 * those who wait hear of it, so whoever asks after them finds what they got.
 */
public final class InstallationTokens {

    private static final int CAPACITY = 1_000;

    /** Four calls at most; GitHub itself gives up on one after 10 s (github-rules B4). */
    private static final Duration ATTEMPT = Duration.ofSeconds(15);

    private static final Minted TIMED_OUT = new Minted.Failed(Failure.of(Reason.TIMED_OUT));

    private final GitHub github;
    private final InstantSource clock;
    private final GitHubTime time;
    private final AppJwt assertions;
    private final GrantedPermissions granted = new GrantedPermissions();
    private final TokenMemory memory;
    private final Duration attempt;

    /**
     * No tokens yet.
     *
     * @param github where tokens are asked for. A token for 500 repositories comes with their descriptions, about 3 MB: a
     *     smaller limit on bodies makes that a failure
     * @param clock tells what is left of a token
     */
    public InstallationTokens(GitHub github, InstantSource clock) {
        this(github, clock, CAPACITY, ATTEMPT);
    }

    InstallationTokens(GitHub github, InstantSource clock, int capacity, Duration attempt) {
        this.github = github;
        this.clock = clock;
        this.time = new GitHubTime(clock);
        this.assertions = new AppJwt(time);
        this.memory = new TokenMemory(capacity);
        this.attempt = attempt;
    }

    /**
     * A token for the installation. The stage never fails, and ends within {@code timeout}; an attempt that takes longer goes
     * on for those who come later. Cancelling it has no effect on the attempt or on others.
     */
    public CompletionStage<Minted> token(Installation installation, Duration timeout) {
        TokenKey key = TokenKey.of(installation);
        return switch (memory.turn(key, clock.instant())) {
            case Turn.Ready(Minted minted) -> CompletableFuture.completedFuture(minted);
            case Turn.Wait(CompletableFuture<Minted> flight) -> within(timeout, flight);
            case Turn.Mint(CompletableFuture<Minted> flight, Minted.@Nullable Token meanwhile) -> {
                mint(installation, key, flight);
                yield meanwhile == null ? within(timeout, flight) : CompletableFuture.completedFuture(meanwhile);
            }
        };
    }

    /**
     * Never gives this token again: GitHub answered 401 to it. A token that has replaced it in the meantime stays.
     *
     * @param credential as it came from {@link #token}
     */
    public void forget(Installation installation, Credential.Bearer credential) {
        memory.forget(TokenKey.of(installation), credential);
    }

    private void mint(Installation installation, TokenKey key, CompletableFuture<Minted> flight) {
        CompletableFuture<?> _ = exchange(installation)
                .completeOnTimeout(TIMED_OUT, attempt.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(_ -> new Minted.Failed(Failure.of(Reason.UNEXPECTED_ANSWER)))
                .thenAccept(minted -> {
                    memory.landed(key, minted, clock.instant());
                    flight.complete(minted);
                });
    }

    /** One exchange, and another if GitHub refused the times of the first assertion and told its own. */
    private CompletableFuture<Minted> exchange(Installation installation) {
        Instant deadline = clock.instant().plus(attempt);
        Duration assumed = time.ahead();
        return once(installation, deadline)
                .thenCompose(minted -> isOfTime(minted) && !time.ahead().equals(assumed)
                        ? once(installation, deadline)
                        : CompletableFuture.completedFuture(minted));
    }

    private static boolean isOfTime(Minted minted) {
        return minted instanceof Minted.Failed(Failure failure, _) && failure.reason() == Reason.CLOCK_REFUSED;
    }

    private CompletableFuture<Minted> once(Installation installation, Instant deadline) {
        try {
            Credential.Bearer assertion = assertions.of(installation.appId(), installation.key());
            return new TokenExchange(github, clock, time, granted, installation, assertion, deadline)
                    .run()
                    .toCompletableFuture()
                    .copy();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What comes of the attempt, if it comes in time. Whoever has more time than an attempt takes needs no timer. */
    private CompletionStage<Minted> within(Duration timeout, CompletableFuture<Minted> flight) {
        return timeout.compareTo(attempt) < 0
                ? flight.copy().completeOnTimeout(TIMED_OUT, timeout.toNanos(), TimeUnit.NANOSECONDS)
                : flight.copy();
    }
}
