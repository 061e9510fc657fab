package io.octopool.sim.rest;

import io.octopool.sim.settings.Padding;

/** Answers made larger: JSON by a field {@code _padding} in the object or the array's first object, text at its end. */
final class Padded {

    private Padded() {}

    /** The answer as it is, if it is empty, no success, or JSON without an object to grow. */
    static Rendered by(Padding padding, Rendered answer) {
        String body = answer.body();
        if (answer.status() != 200 || body.isEmpty()) {
            return answer;
        }
        String more = Padding.text(padding.bytes(), padding.incompressible());
        if (!answer.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            return answer.withBody(body + more);
        }
        int open = body.startsWith("[{") ? 2 : 1;
        if (!body.startsWith("{") && open == 1) {
            return answer;
        }
        String separator = body.charAt(open) == '}' ? "" : ",";
        return answer.withBody(
                body.substring(0, open) + "\"_padding\":\"" + more + "\"" + separator + body.substring(open));
    }
}
