package io.octopool.pool.caller;

import java.util.Locale;
import java.util.Optional;

/**
 * Which person a {@code Caller} entity is: a GitHub user as a member of an organisation.
 *
 * @param orgLogin the organisation, lower case
 * @param githubUserId GitHub's numeric id, which survives renames
 */
public record CallerKey(String orgLogin, long githubUserId) {

    private static final int LONGEST_LOGIN = 100;

    public CallerKey {
        orgLogin = orgLogin.toLowerCase(Locale.ROOT);
    }

    public String entityId() {
        return orgLogin + ":" + githubUserId;
    }

    /** Reads {@link #entityId()}, or nothing if the text is no such id. */
    public static Optional<CallerKey> parse(String entityId) {
        int colon = entityId.lastIndexOf(':');
        if (colon < 1 || colon > LONGEST_LOGIN || !isLogin(entityId.substring(0, colon))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CallerKey(
                    entityId.substring(0, colon), Long.parseLong(entityId, colon + 1, entityId.length(), 10)));
        } catch (NumberFormatException notAnId) {
            return Optional.empty();
        }
    }

    private static boolean isLogin(String text) {
        return text.chars().allMatch(c -> c == '-' || c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)));
    }
}
