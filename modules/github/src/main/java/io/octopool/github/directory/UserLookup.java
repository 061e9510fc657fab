package io.octopool.github.directory;

import java.util.Optional;

/** Who a login is. */
public sealed interface UserLookup {

    /**
     * The user.
     *
     * @param id GitHub's number for the user, which survives renames
     * @param login the login in GitHub's own case
     * @param name the display name, if the user gave one
     */
    record Found(long id, String login, Optional<String> name) implements UserLookup {}

    /** GitHub knows nobody of that login. */
    record NoSuchUser() implements UserLookup {}

    /** GitHub could not be asked. */
    record Failed(Failure failure) implements UserLookup {}
}
