package io.octopool.api.secrets;

import io.octopool.github.apps.AppKey;
import io.octopool.github.apps.ParsedKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of Apps, parsed once for each content of their secret. Texts are not kept, only their digests; beyond a bound the
 * memory starts anew.
 */
final class AppKeys {

    private static final int CAPACITY = 1_000;

    private record Parsed(String digest, ParsedKey key) {}

    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

    ParsedKey of(String secretRef, String pem, Optional<String> passphrase) {
        String digest = digest(pem, passphrase.orElse(""));
        if (parsed.size() >= CAPACITY && !parsed.containsKey(secretRef)) {
            parsed.clear();
        }
        return parsed.compute(
                        secretRef,
                        (_, known) -> known != null && known.digest.equals(digest)
                                ? known
                                : new Parsed(digest, AppKey.parse(pem, passphrase.orElse(null))))
                .key;
    }

    private static String digest(String pem, String passphrase) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(pem.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return HexFormat.of().formatHex(sha256.digest(passphrase.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
