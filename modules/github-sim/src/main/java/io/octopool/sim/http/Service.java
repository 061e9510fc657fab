package io.octopool.sim.http;

import java.io.IOException;

/** Answers requests. */
public interface Service {

    /** Answers one request by exactly one call of the sender; may block. */
    void serve(ApiRequest request, Sender sender) throws IOException;

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
