package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.octopool.github.Bytes;
import io.octopool.github.client.BodyBuffer.LimitReached;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class GunzipTest {

    private static final byte[] TEXT =
            "some text, some text, some text".repeat(2_000).getBytes(StandardCharsets.UTF_8);

    @Test
    void takesPiecesOfAnySize() throws Exception {
        byte[] packed = gzip(TEXT);
        Random random = new Random(7);
        for (int most : new int[] {1, 2, 7, 1_000}) {
            BodyBuffer target = new BodyBuffer(TEXT.length);
            Gunzip gunzip = new Gunzip(target);
            for (int at = 0; at < packed.length; ) {
                assertThat(gunzip.isComplete()).isEqualTo(at == 0);
                int size = Math.min(packed.length - at, 1 + random.nextInt(most));
                gunzip.accept(ByteBuffer.wrap(packed, at, size));
                at += size;
            }
            assertThat(gunzip.isComplete()).isTrue();
            assertThat(target.take()).isEqualTo(Bytes.copyOf(TEXT));
            gunzip.release();
        }
    }

    @Test
    void readsOptionalHeadersAndSeveralMembers() throws Exception {
        byte[] plain = gzip(TEXT);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(new byte[] {0x1F, (byte) 0x8B, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 0});
        packed.write(new byte[] {3, 0, 'x', 'y', 'z'});
        packed.write("name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        packed.write(new byte[] {1, 2});
        packed.write(Arrays.copyOfRange(plain, 10, plain.length));
        packed.write(plain);
        BodyBuffer target = new BodyBuffer(2L * TEXT.length);
        Gunzip gunzip = new Gunzip(target);
        gunzip.accept(ByteBuffer.wrap(packed.toByteArray()));
        assertThat(gunzip.isComplete()).isTrue();
        assertThat(target.take().length()).isEqualTo(2 * TEXT.length);
        gunzip.release();
    }

    /** A damaged byte may decode to the same text, where the text repeats itself; it never decodes to another one. */
    @Test
    void neverYieldsAnotherTextFromDamagedBytes() throws Exception {
        byte[] packed = gzip(TEXT);
        int refused = 0;
        for (int at = 0; at < packed.length; at++) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x10;
            BodyBuffer target = new BodyBuffer(TEXT.length);
            Gunzip gunzip = new Gunzip(target);
            try {
                gunzip.accept(ByteBuffer.wrap(damaged));
                if (gunzip.isComplete()) {
                    assertThat(target.take()).as("byte %d", at).isEqualTo(Bytes.copyOf(TEXT));
                } else {
                    refused++;
                }
            } catch (DataFormatException | LimitReached e) {
                refused++;
            } finally {
                gunzip.release();
            }
        }
        assertThat(refused).isGreaterThan(packed.length / 2);
    }

    @Test
    void refusesWhatIsNotGzip() {
        Gunzip gunzip = new Gunzip(new BodyBuffer(100));
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> gunzip.accept(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8))));
        gunzip.release();
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        return packed.toByteArray();
    }
}
