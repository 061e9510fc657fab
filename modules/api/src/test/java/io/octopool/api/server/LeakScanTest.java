package io.octopool.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves something only if it would have found it. */
class LeakScanTest {

    private static final String MARKER = "secret marker/47 of the plans";

    private final LeakScan scan = new LeakScan(Set.of(MARKER));

    @Test
    void findsAMarkerInEachForm() throws IOException {
        assertThat(scan.find("{\"a\":\"" + MARKER + "\"}")).isPresent();
        assertThat(scan.find("?q=" + URLEncoder.encode(MARKER, StandardCharsets.UTF_8)))
                .isPresent();
        for (String before : new String[] {"", "x", "xy", "xyz"}) {
            byte[] text = (before + MARKER + " and more").getBytes(StandardCharsets.UTF_8);
            assertThat(scan.find(Base64.getEncoder().encodeToString(text))).isPresent();
            assertThat(scan.find(Base64.getUrlEncoder().encodeToString(text))).isPresent();
            assertThat(scan.find(Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(text)))
                    .isPresent();
        }
    }

    @Test
    void findsAMarkerInCompressedParts() throws IOException {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        zlib.writeBytes(new byte[] {1, 2, 3, 0x78});
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(zlib)) {
            deflate.write(("padding ".repeat(50) + MARKER).getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream compress = new GZIPOutputStream(gzip)) {
            compress.write(zlib.toByteArray());
        }
        assertThat(scan.find(zlib.toByteArray())).isPresent();
        assertThat(scan.find(gzip.toByteArray())).isPresent();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(scan.find("secret plans, without a marker")).isEmpty();
    }
}
