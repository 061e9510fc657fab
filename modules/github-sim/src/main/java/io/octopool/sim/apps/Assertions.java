package io.octopool.sim.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a JWT proves that the App sends it (github-rules B8): RS256, issued by App 1, for ten minutes at most. */
public final class Assertions {

    /** The App's id. */
    public static final String APP_ID = "1";

    private static final String UNDECODABLE = "A JSON web token could not be decoded";
    private static final long LONGEST_SECONDS = 600;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Supplier<AppKey> key;
    private final InstantSource clock;

    public Assertions(Supplier<AppKey> key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Whether the text has the form of a JWT: three parts. */
    public static boolean isAssertion(String token) {
        return token.split("\\.", -1).length == 3;
    }

    /** What is wrong with it, in GitHub's words; empty if nothing is. */
    public Optional<String> problem(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            JsonNode header = json(parts[0]);
            JsonNode claims = json(parts[1]);
            if (!header.path("alg").asText().equals("RS256") || !isSigned(parts)) {
                return Optional.of(UNDECODABLE);
            }
            return claimProblem(claims);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(UNDECODABLE);
        }
    }

    private Optional<String> claimProblem(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        JsonNode expires = claims.path("exp");
        JsonNode issued = claims.path("iat");
        if (claims.path("iss").asText().isEmpty()) {
            return Optional.of("'Issuer' claim ('iss') must be an Integer");
        }
        if (!claims.path("iss").asText().equals(APP_ID)) {
            return Optional.of(UNDECODABLE); // the key is not that of the App that it names
        }
        if (!expires.isIntegralNumber() || expires.longValue() <= now) {
            return Optional.of("'Expiration time' claim ('exp') must be a numeric value representing the future time at"
                    + " which the assertion expires");
        }
        if (expires.longValue() > now + LONGEST_SECONDS) {
            return Optional.of("'Expiration time' claim ('exp') is too far in the future");
        }
        return !issued.isIntegralNumber() || issued.longValue() > now
                ? Optional.of("'Issued at' claim ('iat') must be an Integer representing the time that the assertion"
                        + " was issued")
                : Optional.empty();
    }

    private boolean isSigned(String[] parts) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key.get().publicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static JsonNode json(String part) throws IOException {
        return MAPPER.readTree(Base64.getUrlDecoder().decode(part));
    }
}
