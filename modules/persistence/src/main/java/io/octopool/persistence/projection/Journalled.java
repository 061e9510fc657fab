package io.octopool.persistence.projection;

/**
 * An event where it was written.
 *
 * @param number its place in its entity's journal, from 1
 */
record Journalled<E>(E event, long number) {}
