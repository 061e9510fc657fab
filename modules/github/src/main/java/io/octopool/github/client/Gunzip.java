package io.octopool.github.client;

import io.octopool.github.client.BodyBuffer.LimitReached;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses gzip (RFC 1952) as it arrives in pieces of any size. One or more members; nothing may follow the last. */
final class Gunzip {

    private enum Part {
        FIXED_HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECK,
        DATA,
        TRAILER
    }

    private static final int HEADER_CHECKED = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final BodyBuffer target;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final ByteBuffer inflated = ByteBuffer.allocate(8_192);
    private Part part = Part.FIXED_HEADER;
    private int flags;
    private int seen;
    private long number;
    private int extra;
    private boolean released;

    Gunzip(BodyBuffer target) {
        this.target = target;
    }

    /** Whether the input so far ends where a member ends. No input at all is complete, too: an answer without body. */
    boolean isComplete() {
        return part == Part.FIXED_HEADER && seen == 0;
    }

    /** Frees native memory; nothing may be accepted afterwards. */
    void release() {
        if (!released) {
            released = true;
            inflater.end();
        }
    }

    void accept(ByteBuffer input) throws DataFormatException, LimitReached {
        while (input.hasRemaining()) {
            if (part == Part.DATA) {
                inflate(input);
            } else {
                frame(input.get() & 0xFF);
            }
        }
    }

    private void inflate(ByteBuffer input) throws DataFormatException, LimitReached {
        inflater.setInput(input);
        while (!inflater.finished()) {
            inflated.clear();
            if (inflater.inflate(inflated) == 0 && !inflater.finished()) {
                if (inflater.needsInput()) {
                    return;
                }
                throw new DataFormatException("a preset dictionary is not part of gzip");
            }
            inflated.flip();
            check.update(inflated.duplicate());
            target.append(inflated);
        }
        begin(Part.TRAILER);
    }

    /** One byte outside the compressed data. */
    private void frame(int b) throws DataFormatException {
        switch (part) {
            case FIXED_HEADER -> fixedHeader(b);
            case EXTRA_LENGTH -> {
                extra |= b << (8 * seen++);
                if (seen == 2) {
                    if (extra == 0) {
                        after(Part.EXTRA);
                    } else {
                        begin(Part.EXTRA);
                    }
                }
            }
            case EXTRA -> {
                if (++seen == extra) {
                    after(Part.EXTRA);
                }
            }
            case NAME, COMMENT -> {
                if (b == 0) {
                    after(part);
                }
            }
            case HEADER_CHECK -> {
                if (++seen == 2) {
                    after(part);
                }
            }
            case TRAILER -> trailer(b);
            case DATA -> throw new IllegalStateException("compressed data is inflated");
        }
    }

    private void fixedHeader(int b) throws DataFormatException {
        int expected = switch (seen) {
            case 0 -> 0x1F;
            case 1 -> 0x8B;
            case 2 -> 8;
            default -> b;
        };
        if (b != expected) {
            throw new DataFormatException("not gzip");
        }
        if (seen == 3) {
            flags = b;
        }
        if (++seen == 10) {
            after(Part.FIXED_HEADER);
        }
    }

    /** CRC32 and length, both little-endian. */
    private void trailer(int b) throws DataFormatException {
        number |= (long) b << (8 * seen++);
        if (seen == 8) {
            if ((number & 0xFFFF_FFFFL) != check.getValue()
                    || number >>> 32 != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
                throw new DataFormatException("checksum does not match");
            }
            inflater.reset();
            check.reset();
            begin(Part.FIXED_HEADER);
        }
    }

    /** Goes on to what the flags say follows a part of the header. */
    private void after(Part done) {
        if (done.compareTo(Part.EXTRA_LENGTH) < 0 && (flags & HAS_EXTRA) != 0) {
            begin(Part.EXTRA_LENGTH);
        } else if (done.compareTo(Part.NAME) < 0 && (flags & HAS_NAME) != 0) {
            begin(Part.NAME);
        } else if (done.compareTo(Part.COMMENT) < 0 && (flags & HAS_COMMENT) != 0) {
            begin(Part.COMMENT);
        } else if (done.compareTo(Part.HEADER_CHECK) < 0 && (flags & HEADER_CHECKED) != 0) {
            begin(Part.HEADER_CHECK);
        } else {
            begin(Part.DATA);
        }
    }

    private void begin(Part next) {
        part = next;
        seen = 0;
        number = 0;
        if (next == Part.EXTRA_LENGTH) {
            extra = 0;
        }
    }
}
