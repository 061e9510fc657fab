package io.octopool.persistence.database;

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
        /** A newer build has migrated the schema. */
        SCHEMA_NEWER,
        /** Anything else that the database said. */
        FAILED
    }

    private final Reason reason;

    DatabaseUnavailable(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    DatabaseUnavailable(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
