package io.octopool.github.apps;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/** Signs what an App proves itself to GitHub with: a JWT (server spec 8.7, github-rules B8). */
public final class AppJwt {

    /** GitHub refuses assertions from its future; its clock and ours may differ by this much. */
    private static final Duration BACKDATED = Duration.ofMinutes(1);

    /** GitHub refuses more than ten minutes. */
    private static final Duration VALID = Duration.ofMinutes(9);

    private static final String HEADER = base64(Bytes.utf8("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"));

    private final InstantSource clock;

    public AppJwt(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An assertion that holds for nine minutes. Costs some milliseconds of computing.
     *
     * @param appId the App's id or client id; blanks around it do not count
     */
    public Credential.Bearer of(String appId, AppKey key) {
        Instant now = clock.instant();
        String claims = "{\"iat\":" + now.minus(BACKDATED).getEpochSecond()
                + ",\"exp\":" + now.plus(VALID).getEpochSecond()
                + ",\"iss\":" + JsonText.literal(appId.strip()).text() + "}";
        String content = HEADER + "." + base64(Bytes.utf8(claims));
        byte[] signature = key.sign(content.getBytes(US_ASCII));
        return new Credential.Bearer(content + "." + base64(Bytes.owning(signature)));
    }

    private static String base64(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.shared());
    }
}
