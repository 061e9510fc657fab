package io.octopool.pool.lease;

import io.octopool.github.client.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Tells a secondary limit from other refusals, which GitHub does by its message or the page it names (github-rules B4). */
public final class SecondaryLimit {

    private static final int MESSAGE_BYTES = 4096;

    private static final List<String> NAMES =
            List.of("secondary rate limit", "secondary-rate-limits", "abuse detection");

    private SecondaryLimit() {}

    /** Whether GitHub refused because of a secondary limit. */
    public static boolean isNamedBy(Outcome.Answered answered) {
        if (answered.status() != 403 && answered.status() != 429) {
            return false;
        }
        byte[] body = answered.body().shared();
        String message = new String(body, 0, Math.min(body.length, MESSAGE_BYTES), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(message::contains);
    }
}
