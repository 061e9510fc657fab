package io.octopool.sim;

import io.octopool.sim.apps.AppKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/** Signs JWTs of all kinds, also such as GitHub refuses. */
final class AppAssertion {

    private AppAssertion() {}

    static String usual(Simulator simulator, Instant now) throws Exception {
        return of(simulator.appKey(), "RS256", "\"1\"", now.minusSeconds(60), now.plusSeconds(540));
    }

    /** The {@code authorization} header; {@code issuer} is JSON. */
    static String of(AppKey key, String algorithm, String issuer, Instant issuedAt, Instant expiresAt)
            throws Exception {
        String content = base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}")
                + "."
                + base64("{\"iss\":" + issuer + ",\"iat\":" + issuedAt.getEpochSecond() + ",\"exp\":"
                        + expiresAt.getEpochSecond() + "}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(privateKey(key));
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return "Bearer " + content + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static PrivateKey privateKey(AppKey key) throws Exception {
        String text = key.pkcs8().replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
