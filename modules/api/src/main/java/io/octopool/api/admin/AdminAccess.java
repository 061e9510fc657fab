package io.octopool.api.admin;

import io.octopool.api.access.BearerToken;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Admits administrators by the configured token (server spec 2.4). */
public final class AdminAccess {

    private final Optional<byte[]> expected;

    AdminAccess(Optional<String> adminToken) {
        this.expected = adminToken.map(AdminAccess::sha256);
    }

    /** The endpoint behind the check, which comes before anything else that is said of a request. */
    public Endpoint guarded(Endpoint endpoint) {
        return exchange -> {
            check(exchange);
            return endpoint.answer(exchange);
        };
    }

    /** @throws ApiFailure {@code admin_unconfigured}, {@code missing_auth} or {@code invalid_admin_auth}, in this order */
    private void check(Exchange exchange) {
        if (expected.isEmpty()) {
            throw ApiError.of(503, "admin_unconfigured", "This server has no admin token.")
                    .asFailure();
        }
        byte[] given = sha256(BearerToken.of(exchange));
        if (!MessageDigest.isEqual(expected.get(), given)) {
            throw ApiError.of(401, "invalid_admin_auth", "The admin token is wrong.")
                    .asFailure();
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
