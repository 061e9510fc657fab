package io.octopool.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that do not change. Equal by content. */
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Takes the array over without copying it: nobody may write to it afterwards. */
    public static Bytes owning(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content);
    }

    public static Bytes copyOf(byte[] content) {
        return owning(content.clone());
    }

    public static Bytes utf8(String text) {
        return owning(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    public byte at(int index) {
        return content[index];
    }

    /** The array itself, not a copy: only for readers that never write to it. */
    public byte[] shared() {
        return content;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public ByteBuffer asReadOnlyBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    public InputStream open() {
        return new ByteArrayInputStream(content);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** The bytes read as UTF-8, with invalid sequences replaced. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The length only: bodies do not belong into logs. */
    @Override
    public String toString() {
        return "Bytes[" + content.length + "]";
    }
}
