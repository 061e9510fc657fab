package io.octopool.github.apps;

import io.octopool.github.client.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * GitHub's clock, as far as it is known to differ from ours: by nothing until GitHub refuses an assertion because of its times
 * and says in the same answer what the time is. Safe for any number of threads.
 */
final class GitHubTime implements InstantSource {

    private final InstantSource clock;
    private volatile Duration ahead = Duration.ZERO;

    GitHubTime(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(ahead);
    }

    /** How far GitHub's clock is ahead of ours; negative if it is behind. */
    Duration ahead() {
        return ahead;
    }

    /** Believes what an answer says the time is; one that does not say changes nothing. */
    void learn(Outcome.Answered answer) {
        dateOf(answer).ifPresent(date -> ahead = Duration.between(clock.instant(), date));
    }

    /** The time at which GitHub gave an answer, by its own clock, to the second. */
    static Optional<Instant> dateOf(Outcome.Answered answer) {
        String date = answer.headers().get("date");
        try {
            return date == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
