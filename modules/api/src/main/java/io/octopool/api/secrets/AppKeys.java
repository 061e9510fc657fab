package io.octopool.api.secrets;

import io.octopool.github.apps.AppKey;
import io.octopool.github.apps.ParsedKey;
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
        String digest = SecretDigest.of(pem, passphrase.orElse(""));
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
}
