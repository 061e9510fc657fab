package io.octopool.api.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as they are shown: UTC in ISO 8601. Null stays null. */
public final class Times {

    private Times() {}

    /** A time of this server's, with milliseconds. */
    public static @Nullable String shown(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The end of one of GitHub's windows, which GitHub names in seconds. */
    public static @Nullable String ofReset(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
