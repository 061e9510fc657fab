package io.octopool.github.answer;

/** What is left of a body after sanitising (server spec 9.7). */
public sealed interface Sanitising {

    /** The body may be kept and shown. If nothing had to be changed, it is the same instance that came in. */
    record Sanitised(Body body) implements Sanitising {}

    /** Nothing of the body may be kept or shown. */
    record Withheld(Reason reason) implements Sanitising {}

    /** Why a body is withheld. */
    enum Reason {
        /** The repository asked for is private. */
        PRIVATE_REPOSITORY,
        /** The release is a draft. */
        DRAFT_RELEASE,
        /** The gist is not public. */
        SECRET_GIST,
        /** The body could not be read well enough to tell. */
        UNREADABLE
    }
}
