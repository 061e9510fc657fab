package io.octopool.persistence.database;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads that may block on the database. What they cannot keep up with is refused, not piled up. */
final class Workers {

    private static final int THREADS = 3;
    private static final int WAITING = 500;

    private Workers() {}

    static ExecutorService start() {
        return new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("octopool-tables-", 1).daemon().factory());
    }
}
