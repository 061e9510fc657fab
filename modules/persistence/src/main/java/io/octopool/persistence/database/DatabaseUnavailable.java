package io.octopool.persistence.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be used. The message is one line for the operator. */
public final class DatabaseUnavailable extends Exception {

    /** Why, for callers that act on it. */
    public enum Reason {
        /** Another process has the embedded database open. */
        LOCKED,
        /** The data directory cannot be created or written. */
        UNWRITABLE,
        /** Nothing answers at the address. */
        UNREACHABLE,
        /** User or password are wrong, or the server does not admit us. */
        NOT_ADMITTED,
        /** The server has no database of that name. */
        NO_SUCH_DATABASE,
        /** The server is of a version that our SQL does not run on. */
        SERVER_TOO_OLD,
        /** A newer build has migrated the schema. */
        SCHEMA_NEWER,
        /** Anything else that the database said. */
        FAILED
    }

    private final Reason reason;
    private final String message;

    DatabaseUnavailable(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.message = message;
    }

    /** One line, without credentials. */
    @Override
    public String getMessage() {
        return message;
    }

    public Reason reason() {
        return reason;
    }
}
