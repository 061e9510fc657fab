package io.octopool.sim.world;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stable ids and object names, derived from what they stand for. */
public final class Ids {

    private Ids() {}

    /** 40 hexadecimal digits that depend on the text only. */
    public static String sha(String text) {
        return HexFormat.of().formatHex(sha1(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String blobSha(byte[] content) {
        MessageDigest digest = newSha1();
        digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(content));
    }

    /** A number in {@code [from, from + 900,000,000)} that depends on the text only. */
    static long number(String text, long from) {
        byte[] digest = sha1(text.getBytes(StandardCharsets.UTF_8));
        long value = 0;
        for (int i = 0; i < 6; i++) {
            value = value << 8 | (digest[i] & 0xff);
        }
        return from + value % 900_000_000L;
    }

    private static byte[] sha1(byte[] bytes) {
        return newSha1().digest(bytes);
    }

    private static MessageDigest newSha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
