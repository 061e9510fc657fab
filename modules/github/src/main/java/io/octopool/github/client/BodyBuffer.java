package io.octopool.github.client;

import io.octopool.github.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow up to a limit. */
final class BodyBuffer {

    /** More bytes came than the limit allows. Thrown for flow, without a stack trace. */
    static final class LimitReached extends Exception {
        private static final long serialVersionUID = 1L;

        LimitReached() {
            super("limit reached", null, false, false);
        }
    }

    private static final int INITIAL = 8_192;

    private final long limit;
    private byte[] content;
    private int length;

    BodyBuffer(long limit) {
        this.limit = limit;
        this.content = new byte[(int) Math.min(INITIAL, limit)];
    }

    void append(ByteBuffer part) throws LimitReached {
        int added = part.remaining();
        if (length + (long) added > limit) {
            throw new LimitReached();
        }
        if (length + added > content.length) {
            content =
                    Arrays.copyOf(content, (int) Math.min(limit, Math.max(content.length * 2L, length + (long) added)));
        }
        part.get(content, length, added);
        length += added;
    }

    Bytes take() {
        return Bytes.owning(length == content.length ? content : Arrays.copyOf(content, length));
    }
}
