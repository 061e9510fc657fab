package io.octopool.pool.cache;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The JSON text of a body as it is kept: deflated when that pays (bodies above 1 KiB), otherwise as it came.
 *
 * @param content the kept bytes; never modified after construction
 * @param deflated whether {@code content} is a zlib stream
 * @param length bytes of the text when inflated
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode go by content; CBOR writes the array as binary
public record CompressedBody(byte[] content, boolean deflated, int length) {

    private static final int WORTH_DEFLATING = 1024;

    public static CompressedBody of(byte[] text) {
        if (text.length <= WORTH_DEFLATING) {
            return new CompressedBody(text, false, text.length);
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length / 4);
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(kept)) {
            deflate.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return kept.size() < text.length
                ? new CompressedBody(kept.toByteArray(), true, text.length)
                : new CompressedBody(text, false, text.length);
    }

    /**
     * The text. The array is shared when nothing had to be inflated: read it, do not write.
     *
     * @throws UncheckedIOException if the kept bytes are no zlib stream of the stated length
     */
    public byte[] text() {
        if (!deflated) {
            return content;
        }
        byte[] text = new byte[length];
        try (InflaterInputStream inflate = new InflaterInputStream(new ByteArrayInputStream(content))) {
            int read = inflate.readNBytes(text, 0, length);
            if (read != length) {
                throw new IOException("a stored body ends after " + read + " of " + length + " bytes");
            }
            return text;
        } catch (IOException corrupt) {
            throw new UncheckedIOException(corrupt);
        }
    }

    /** Whether the kept bytes are a text of the stated length, and all of it: they may have been damaged where they were kept. */
    @JsonIgnore
    public boolean isIntact() {
        if (!deflated) {
            return content.length == length;
        }
        try (InflaterInputStream inflate = new InflaterInputStream(new ByteArrayInputStream(content))) {
            inflate.skipNBytes(length);
            return inflate.read() < 0; // reads the checksum, too
        } catch (IOException damaged) {
            return false;
        }
    }

    /** Bytes that the body occupies. */
    @JsonIgnore
    public int storedBytes() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompressedBody that
                && deflated == that.deflated
                && length == that.length
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "CompressedBody[" + content.length + " of " + length + " bytes]";
    }
}
