package io.octopool.pool.caller;

import io.octopool.pool.events.CallerEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What enrolling a member means, given what is known of them (server spec 2.5, 2.7). */
final class Enrolment {

    /** Named clients a caller keeps; a further login retires the ones that logged in longest ago (server spec 2.5). */
    static final int MAX_CLIENTS = 16;

    private Enrolment() {}

    /**
     * The facts that follow from the command.
     *
     * @param fresh a random id for whatever is created
     */
    static List<CallerEvent> decide(CallerState state, Caller.Enrol command, UUID fresh, Instant now) {
        CallerState.Profile known = state.profile();
        String callerId = known == null ? "caller_" + fresh : known.callerId();
        List<CallerEvent> events = new ArrayList<>();
        events.add(new CallerEvent.CallerEnrolled(
                callerId,
                command.githubUserId(),
                command.githubLogin(),
                command.orgLogin(),
                command.name(),
                command.verifiedAt(),
                now));
        if (!state.pools().contains(command.pool())) {
            events.add(new CallerEvent.PoolGranted(callerId, command.pool(), now));
        }
        String tokenId = state.tokenOf(command.clientName())
                .map(CallerState.Token::tokenId)
                .orElse("caller_token_" + fresh);
        events.add(new CallerEvent.TokenIssued(callerId, tokenId, command.clientName(), command.tokenHash(), now));
        state.tokens().stream()
                .filter(token -> !token.tokenId().equals(tokenId))
                .sorted(Comparator.comparing(CallerState.Token::issuedAt).reversed())
                .skip(MAX_CLIENTS - 1)
                .forEach(token -> events.add(new CallerEvent.TokenRetired(callerId, token.tokenId(), now)));
        return events;
    }
}
