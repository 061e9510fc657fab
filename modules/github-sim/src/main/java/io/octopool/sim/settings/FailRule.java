package io.octopool.sim.settings;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure that API calls meet. It costs no quota; rate headers stand beside the rule's own headers, which win.
 *
 * @param status of the answer; 0 closes the connection without one; null answers as usual, only late or halted
 * @param body of the answer; null: GitHub's JSON form of the status
 * @param times how many calls meet it; null: all until it is taken away
 * @param pathPrefix raw paths that meet it; null: all
 * @param credential name of the credential that meets it, such as {@code pat:bob}; null: any
 * @param delay held back on top of the latency
 * @param stallBody send headers and half of the body, then nothing
 */
public record FailRule(
        @Nullable Integer status,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable Integer times,
        @Nullable String pathPrefix,
        @Nullable String credential,
        Duration delay,
        boolean stallBody) {

    public FailRule {
        headers = Map.copyOf(headers);
    }

    /** All calls are answered with this status. */
    public static FailRule answering(int status) {
        return new FailRule(status, Map.of(), null, null, null, null, Duration.ZERO, false);
    }

    /** All connections are closed without an answer. */
    public static FailRule cutting() {
        return answering(0);
    }

    /** All calls are answered as usual, but this much later. */
    public static FailRule delaying(Duration delay) {
        return new FailRule(null, Map.of(), null, null, null, null, delay, false);
    }

    /** All bodies stop half-way. */
    public static FailRule stalling() {
        return new FailRule(null, Map.of(), null, null, null, null, Duration.ZERO, true);
    }

    public FailRule withHeaders(Map<String, String> value) {
        return new FailRule(status, value, body, times, pathPrefix, credential, delay, stallBody);
    }

    public FailRule withBody(String value) {
        return new FailRule(status, headers, value, times, pathPrefix, credential, delay, stallBody);
    }

    public FailRule times(int value) {
        return new FailRule(status, headers, body, value, pathPrefix, credential, delay, stallBody);
    }

    public FailRule onPath(String prefix) {
        return new FailRule(status, headers, body, times, prefix, credential, delay, stallBody);
    }

    public FailRule forCredential(String name) {
        return new FailRule(status, headers, body, times, pathPrefix, name, delay, stallBody);
    }

    boolean meets(String path, String credentialName) {
        return (pathPrefix == null || path.startsWith(pathPrefix))
                && (credential == null || credential.equals(credentialName));
    }
}
