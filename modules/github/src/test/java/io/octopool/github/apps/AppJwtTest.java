package io.octopool.github.apps;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.github.client.Credential;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AppJwtTest {

    private static final KeyPair RSA = Keys.pair("RSA", 2048);
    private static final AppKey KEY = Keys.usable(RSA);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000, 999_999_999);

    @Test
    void saysWhoTheAppIsForNineMinutes() throws Exception {
        List<String> parts = parts(new AppJwt(() -> NOW).of(" 12345\n", KEY));
        assertThat(json(parts.get(0))).isEqualTo(JSON.readTree("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"));
        assertThat(json(parts.get(1)))
                .isEqualTo(JSON.readTree("{\"iat\":1699999940,\"exp\":1700000540,\"iss\":\"12345\"}"));
    }

    @Test
    void isSignedByTheKey() throws Exception {
        List<String> parts = parts(new AppJwt(() -> NOW).of("12345", KEY));
        Signature verification = Signature.getInstance("SHA256withRSA");
        verification.initVerify(RSA.getPublic());
        verification.update((parts.get(0) + "." + parts.get(1)).getBytes(US_ASCII));
        assertThat(verification.verify(Base64.getUrlDecoder().decode(parts.get(2))))
                .isTrue();
    }

    @Test
    void writesAnyAppIdAsOneString() throws Exception {
        List<String> parts = parts(new AppJwt(() -> NOW).of("Iv23\",\"exp\":9", KEY));
        assertThat(json(parts.get(1)).path("iss").asText()).isEqualTo("Iv23\",\"exp\":9");
        assertThat(json(parts.get(1)).path("exp").asLong()).isEqualTo(1_700_000_540);
    }

    @Test
    void isNotShown() {
        assertThat(new AppJwt(() -> NOW).of("1", KEY).toString()).isEqualTo("Bearer[redacted]");
    }

    private static List<String> parts(Credential.Bearer jwt) {
        assertThat(jwt.token()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        return List.of(jwt.token().split("\\.", -1));
    }

    private static JsonNode json(String part) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }
}
