package io.octopool.sim.http;

import java.io.IOException;
import java.time.Duration;

/** Answers requests. */
public interface Service {

    /** Answers one request by exactly one call of the sender; may block. */
    void serve(ApiRequest request, Sender sender) throws IOException;

    /** Waits before an answer is sent; an interrupt ends it. */
    static void hold(Duration time) {
        if (!time.isPositive()) {
            return;
        }
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends the answer of one exchange. */
    interface Sender {

        /**
         * Sends the reply.
         *
         * @param beforeLastByte runs before the client can know that the answer is complete
         * @throws IOException when the client went away
         */
        void send(ApiReply reply, Runnable beforeLastByte) throws IOException;
    }
}
