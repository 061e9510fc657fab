package io.octopool.sim.access;

import io.octopool.sim.apps.Assertions;
import io.octopool.sim.apps.InstallationToken;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The credentials the simulator knows; none of them opens anything elsewhere. */
public final class Credentials {

    /** The OAuth app's client id. */
    public static final String CLIENT_ID = "sim-client";

    /** The OAuth app's client secret. */
    public static final String CLIENT_SECRET = "sim-secret";

    static final String PAT_PREFIX = "sim-pat-";
    private static final Pattern FURTHER_TOKEN = Pattern.compile("(.+)-([2-9]|[1-9][0-9]+)");

    private static final String INSTALLATION_PREFIX = "ghs_";

    private final World world;
    private final Assertions assertions;
    private final Installations installations;
    private final Tokens tokens;

    public Credentials(World world, Assertions assertions, Installations installations, Tokens tokens) {
        this.tokens = tokens;
        this.world = world;
        this.assertions = assertions;
        this.installations = installations;
    }

    /** Who sends this {@code Authorization} header; null stands for its absence. */
    public Credential of(@Nullable String authorization) {
        Credential credential = sent(authorization);
        return tokens.standing(credential.tokenName()).revoked() ? new Credential.Unknown() : credential;
    }

    private Credential sent(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            return new Credential.Anonymous();
        }
        String[] parts = authorization.strip().split(" +", 2);
        if (parts.length < 2) {
            return new Credential.Unknown();
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> token(parts[1]);
            case "basic" -> basic(parts[1]);
            default -> new Credential.Unknown();
        };
    }

    private Credential token(String token) {
        if (token.startsWith(INSTALLATION_PREFIX)) {
            return installations
                    .token(token)
                    .<Credential>map(this::installation)
                    .orElseGet(Credential.Unknown::new);
        }
        if (Assertions.isAssertion(token)) {
            return assertions
                    .problem(token)
                    .<Credential>map(Credential.Unknown::new)
                    .orElseGet(() -> new Credential.AppAssertion(Assertions.APP_ID));
        }
        if (!token.startsWith(PAT_PREFIX)) {
            return new Credential.Unknown();
        }
        String login = token.substring(PAT_PREFIX.length());
        return world.user(login)
                .or(() -> ownerOfFurtherToken(login))
                .<Credential>map(user -> new Credential.Pat(user, token))
                .orElseGet(Credential.Unknown::new);
    }

    private Credential installation(InstallationToken token) {
        boolean suspended = installations.standing(token.installation()).suspended();
        return new Credential.Installation(token, world.organization(), suspended);
    }

    private Optional<Account> ownerOfFurtherToken(String rest) {
        Matcher further = FURTHER_TOKEN.matcher(rest);
        return further.matches() ? world.user(further.group(1)) : Optional.empty();
    }

    private static Credential basic(String encoded) {
        byte[] expected = (CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8);
        String wanted = Base64.getEncoder().encodeToString(expected);
        return encoded.strip().equals(wanted) ? new Credential.OAuthApp(CLIENT_ID) : new Credential.Unknown();
    }
}
