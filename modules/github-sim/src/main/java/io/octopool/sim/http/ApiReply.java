package io.octopool.sim.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer before it is sent. Header names are lower-case. */
public record ApiReply(int status, Map<String, String> headers, String body, Fault fault) {

    /** What goes wrong while the answer is sent. */
    public enum Fault {
        NONE,
        /** Half of the body is sent, the rest is held back until the simulator closes or the client gives up. */
        STALL,
        /** The connection is closed without an answer. */
        CUT
    }

    public ApiReply {
        headers = new LinkedHashMap<>(headers);
    }

    public static ApiReply of(int status, Map<String, String> headers, String body) {
        return new ApiReply(status, headers, body, Fault.NONE);
    }

    public static ApiReply json(int status, String body) {
        return of(status, Map.of("content-type", "application/json; charset=utf-8"), body);
    }

    public ApiReply failingBy(Fault other) {
        return new ApiReply(status, headers, body, other);
    }
}
