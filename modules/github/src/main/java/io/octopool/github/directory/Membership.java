package io.octopool.github.directory;

/** Whether a user belongs to an organisation (server spec 2.6). */
public sealed interface Membership {

    /** The user belongs to it. */
    record Member() implements Membership {}

    /** Also said of a user that does not exist. */
    record NotMember() implements Membership {}

    /** GitHub could not be asked. */
    record Failed(Failure failure) implements Membership {}
}
