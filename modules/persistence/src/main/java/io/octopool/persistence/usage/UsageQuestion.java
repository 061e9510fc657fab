package io.octopool.persistence.usage;

import java.time.Instant;

/**
 * Whose usage, and since when.
 *
 * @param client a client of the caller, normalised; it need not exist
 * @param from the first instant that counts; there is no last one
 * @param now decides which cached answers are fresh
 */
public record UsageQuestion(String pool, String callerId, String client, Instant from, Instant now) {}
