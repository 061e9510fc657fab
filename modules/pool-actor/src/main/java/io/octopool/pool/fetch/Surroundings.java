package io.octopool.pool.fetch;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.LogHost;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a climb reaches for outside of itself.
 *
 * @param publicReader the credential of the app that reads public data, empty where none is configured
 */
record Surroundings(
        GitHub github,
        LogHost logs,
        Credentials credentials,
        Optional<Credential> publicReader,
        FetchPorts ports,
        FetchLadder.Limits limits,
        InstantSource clock) {}
