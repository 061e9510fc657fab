package io.octopool.sim.replay;

/** A file that is no recording; the message names the file and says what is wrong, in one line. */
public final class RecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }
}
