package io.octopool.pool.caller;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.CallerEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one caller.
 *
 * @param profile null until the caller was enrolled
 * @param pools the pools granted
 * @param tokens the live tokens, one per client name
 */
public record CallerState(@Nullable Profile profile, Set<String> pools, List<Token> tokens)
        implements CborSerializable {

    /** The verifiedAt: when GitHub last confirmed the membership. */
    public record Profile(
            String callerId, long githubUserId, String githubLogin, String orgLogin, String name, Instant verifiedAt) {}

    /** The issuedAt: when the client last logged in, not when it was last used. */
    public record Token(String tokenId, String clientName, String hash, Instant issuedAt) {}

    static final CallerState EMPTY = new CallerState(null, Set.of(), List.of());

    Optional<Token> tokenOf(String clientName) {
        return tokens.stream()
                .filter(token -> token.clientName().equals(clientName))
                .findFirst();
    }

    CallerState apply(CallerEvent event) {
        return switch (event) {
            case CallerEvent.CallerEnrolled enrolled ->
                new CallerState(
                        new Profile(
                                enrolled.callerId(),
                                enrolled.githubUserId(),
                                enrolled.githubLogin(),
                                enrolled.orgLogin(),
                                enrolled.name(),
                                enrolled.verifiedAt()),
                        pools,
                        tokens);
            case CallerEvent.PoolGranted granted -> {
                Set<String> more = new LinkedHashSet<>(pools);
                more.add(granted.pool());
                yield new CallerState(profile, more, tokens);
            }
            case CallerEvent.TokenIssued issued -> {
                List<Token> changed = without(issued.tokenId());
                changed.add(new Token(issued.tokenId(), issued.clientName(), issued.tokenHash(), issued.at()));
                yield new CallerState(profile, pools, changed);
            }
            case CallerEvent.TokenRetired retired -> new CallerState(profile, pools, without(retired.tokenId()));
        };
    }

    private List<Token> without(String tokenId) {
        List<Token> others = new ArrayList<>(tokens);
        others.removeIf(token -> token.tokenId().equals(tokenId));
        return others;
    }
}
