package io.octopool.github.routes;

import java.time.Duration;

/** How long an answer of a route is fresh (server spec 7.5, with 17.2 items 2, 3 and 5). */
public sealed interface FreshFor {

    /** Whatever the answer says. */
    record Fixed(Duration duration) implements FreshFor {}

    /** By the state of the thing that the answer describes. */
    enum ByState implements FreshFor {
        /** A pull request is settled once it was merged; one that was closed can be reopened. */
        PR(3600, 120),
        /** An issue is settled while it is closed. */
        ISSUE(3600, 300),
        /** A run is settled when one named attempt of it has completed; without the attempt it can be run again. */
        RUN(3600, 60),
        /** A list of runs is calmer while none of them is active. */
        RUNLIST(120, 60),
        /** The files of a pull request are settled while its state is known from elsewhere (7.10). */
        PRFILES(300, 60),
        /** A job is settled when it has completed: a rerun has another id. */
        JOB(3600, 60);

        private final Duration settled;
        private final Duration moving;

        ByState(long settledSeconds, long movingSeconds) {
            this.settled = Duration.ofSeconds(settledSeconds);
            this.moving = Duration.ofSeconds(movingSeconds);
        }

        public Duration settled() {
            return settled;
        }

        public Duration moving() {
            return moving;
        }
    }

    /**
     * By whether the request names one exact revision: 40 or 64 hex digits are immutable, anything shorter may be a branch
     * (17.2 item 3).
     */
    enum ByRevision implements FreshFor {
        /** The revision is the {@code {sha}} of the path. */
        SHA,
        /** The revision is the query parameter {@code ref}. */
        REF
    }
}
