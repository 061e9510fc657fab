package io.octopool.github.directory;

import java.util.Optional;

/** Who a login is. */
public sealed interface UserLookup {

    /**
     * There is such a user.
     *
     * @param id GitHub's number for the user, which survives renames
     * @param login the login in GitHub's own case
     * @param name the display name, if the user gave one
     */
    record Found(long id, String login, Optional<String> name) implements UserLookup {}

    record NoSuchUser() implements UserLookup {}

    record Failed(Failure failure) implements UserLookup {}
}
