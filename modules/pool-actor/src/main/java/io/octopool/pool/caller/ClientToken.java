package io.octopool.pool.caller;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The text a client authenticates with: {@code op_} and base64url of the caller's key, 32 random bytes and a CRC-32 that
 * tells typing errors from unknown tokens. Opaque to clients. The server keeps only {@link #hash}.
 */
public final class ClientToken {

    private static final String PREFIX = "op_";
    private static final int SECRET_BYTES = 32;
    private static final int CRC_BYTES = 4;
    private static final int LONGEST_TOKEN = 512;

    private ClientToken() {}

    /** A new token for the caller. */
    public static String issue(CallerKey caller, RandomGenerator random) {
        byte[] key = caller.entityId().getBytes(StandardCharsets.UTF_8);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        ByteBuffer token = ByteBuffer.allocate(key.length + SECRET_BYTES + CRC_BYTES)
                .put(key)
                .put(secret);
        return PREFIX
                + base64(token.putInt(crc(token.array(), token.position())).array());
    }

    /** The caller that a token of ours names; nothing for any other string. It proves nothing about the token. */
    public static Optional<CallerKey> caller(String token) {
        if (!token.startsWith(PREFIX) || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        int checked = bytes.length - CRC_BYTES;
        int keyLength = checked - SECRET_BYTES;
        if (keyLength < 1 || ByteBuffer.wrap(bytes, checked, CRC_BYTES).getInt() != crc(bytes, checked)) {
            return Optional.empty();
        }
        return CallerKey.parse(new String(bytes, 0, keyLength, StandardCharsets.UTF_8));
    }

    /** SHA-256 of the UTF-8 text, base64url without padding, 43 characters (server spec 2.2). */
    public static String hash(String token) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
