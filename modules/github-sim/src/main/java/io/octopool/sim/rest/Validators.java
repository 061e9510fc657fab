package io.octopool.sim.rest;

import io.octopool.sim.access.Credential;
import io.octopool.sim.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** ETags, which depend on body and credential, and whether a request already has what it asks for (github-rules B3). */
final class Validators {

    private Validators() {}

    static String etag(Credential credential, ApiRequest request, String body) {
        MessageDigest digest = newSha256();
        digest.update(credential.validatorKey().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(request.header("accept").orElse("").getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return "W/\"" + HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.UTF_8))) + "\"";
    }

    static boolean asked(ApiRequest request) {
        return request.header("if-none-match").isPresent()
                || request.header("if-modified-since").isPresent();
    }

    /** Compares weakly; {@code If-Modified-Since} counts only where there is no {@code If-None-Match}. */
    static boolean notModified(ApiRequest request, String etag, @Nullable String lastModified) {
        String known = request.header("if-none-match").orElse(null);
        if (known != null) {
            return Arrays.stream(known.split(","))
                    .map(String::strip)
                    .anyMatch(one -> one.equals("*") || opaque(one).equals(opaque(etag)));
        }
        return lastModified != null
                && request.header("if-modified-since")
                        .filter(lastModified::equals)
                        .isPresent();
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
