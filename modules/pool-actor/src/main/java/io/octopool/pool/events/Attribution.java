package io.octopool.pool.events;

import org.jspecify.annotations.Nullable;

/**
 * Who changed a pool, and why.
 *
 * @param by who says so, or {@value #OCTOPOOL} for what the server did by itself
 * @param why a sentence, null when nobody gave one
 */
public record Attribution(String by, @Nullable String why) {

    /** The one who disables identities that GitHub refuses again and again. */
    public static final String OCTOPOOL = "octopool";
}
