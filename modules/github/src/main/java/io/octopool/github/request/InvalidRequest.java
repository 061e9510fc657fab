package io.octopool.github.request;

/**
 * A relay request that breaks a rule of server spec 3. Thrown for flow, so it carries no stack trace. The message is for the
 * caller and never repeats what was sent.
 */
public final class InvalidRequest extends RuntimeException {

    public static final String PATH = "invalid_path";
    public static final String QUERY = "invalid_query";
    public static final String HEADERS = "invalid_headers";

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code the error code on the wire (server spec 1.5)
     * @param message one sentence that names the rule
     */
    public InvalidRequest(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The error code on the wire: {@link #PATH}, {@link #QUERY} or {@link #HEADERS}. */
    public String code() {
        return code;
    }

    /** What is wrong, in a sentence; {@link #getMessage()} that is never null. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
