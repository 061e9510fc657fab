package io.octopool.sim.control;

import org.jspecify.annotations.Nullable;

/** A control call that cannot be done. */
final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String field;

    private ControlException(int status, @Nullable String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    /** A body that is malformed as a whole. */
    static ControlException malformed(String message) {
        return new ControlException(400, null, message);
    }

    /** A field that is malformed; the message names it too. */
    static ControlException field(String field, String problem) {
        return new ControlException(400, field, field + " " + problem);
    }

    static ControlException refused(int status, String message) {
        return new ControlException(status, null, message);
    }

    int status() {
        return status;
    }

    @Nullable
    String field() {
        return field;
    }
}
