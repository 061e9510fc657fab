package io.octopool.github.apps;

import io.octopool.github.client.RateHeaders;

/**
 * GitHub gave no installation token (server spec 8.7).
 *
 * @param status GitHub's HTTP status, 0 when there was no answer
 * @param rate what the answer says about the rate limit: how long to wait when the reason is {@link Reason#RATE_LIMITED}
 */
public record Failure(Reason reason, int status, RateHeaders rate) {

    /** The error code of server spec 1.5. */
    public String code() {
        return "github_app_token_failed";
    }

    /** What is wrong, in a few words without secrets. */
    public String why() {
        return reason.why;
    }

    static Failure of(Reason reason) {
        return new Failure(reason, 0, RateHeaders.NONE);
    }

    /** What kept GitHub from giving a token. */
    public enum Reason {
        KEY_REFUSED(false, "GitHub does not accept the App's signature: its id or its key is wrong"),
        CLOCK_REFUSED(false, "GitHub does not accept the times of the App's assertion: this server's clock is wrong"),
        SUSPENDED(false, "the installation is suspended"),
        FORBIDDEN(false, "GitHub forbids the App this installation"),
        INSTALLATION_GONE(false, "the App has no such installation"),
        PERMISSIONS_REFUSED(false, "the installation grants none of the permissions that reading takes"),
        REPOSITORIES_REFUSED(false, "a repository of the identity's scopes is not in the installation"),
        RATE_LIMITED(true, "GitHub limits the App's rate"),
        GITHUB_ERROR(true, "GitHub failed"),
        UNEXPECTED_ANSWER(false, "GitHub gave an answer that no token can be had from"),
        MALFORMED_ANSWER(false, "GitHub's answer holds no token"),
        BAD_EXPIRY(false, "GitHub's token has no usable expiry: none, or over by this clock"),
        TIMED_OUT(true, "GitHub did not answer in time"),
        UNREACHABLE(true, "GitHub cannot be reached"),
        BUSY(true, "too many tokens are being minted");

        private final boolean passes;
        private final String why;

        Reason(boolean passes, String why) {
            this.passes = passes;
            this.why = why;
        }

        boolean isTransient() {
            return passes;
        }
    }
}
