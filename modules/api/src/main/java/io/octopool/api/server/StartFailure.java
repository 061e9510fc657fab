package io.octopool.api.server;

/** The server cannot start. The message is one line for the operator. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StartFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
