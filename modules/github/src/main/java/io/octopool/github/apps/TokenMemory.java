package io.octopool.github.apps;

import io.octopool.github.apps.Failure.Reason;
import io.octopool.github.apps.Slot.Turn;
import io.octopool.github.client.Credential;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slots of installations, the least recently used given up beyond a bound.
 *
 * <p>Invariants: a key has at most one attempt under way, because a turn to mint marks the slot before anybody else looks at
 * it, and a marked slot is never given up; there are never more slots than the bound. One lock guards the map and is held for
 * map operations alone: nothing is called and no stage is completed under it.
 */
final class TokenMemory {

    private static final Turn FULL = new Turn.Ready(new Minted.Failed(Failure.of(Reason.BUSY)));

    private final int capacity;
    private final Map<TokenKey, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    TokenMemory(int capacity) {
        this.capacity = capacity;
    }

    /** What one who wants a token has to do; {@link Turn.Mint} is given to one at a time. */
    Turn turn(TokenKey key, Instant now) {
        synchronized (slots) {
            Slot slot = slots.getOrDefault(key, Slot.EMPTY);
            Turn turn = slot.turn(now);
            if (!(turn instanceof Turn.Mint mint)) {
                return turn;
            }
            if (!slots.containsKey(key) && !hasRoom()) {
                return FULL;
            }
            slots.put(key, slot.taking(mint.flight()));
            return turn;
        }
    }

    /** Keeps what came of the attempt under way. */
    void landed(TokenKey key, Minted minted, Instant now) {
        synchronized (slots) {
            slots.computeIfPresent(key, (_, slot) -> slot.landed(minted, now));
        }
    }

    /** Gives up the token if it is still this one. */
    void forget(TokenKey key, Credential.Bearer credential) {
        synchronized (slots) {
            slots.computeIfPresent(key, (_, slot) -> {
                Minted.Token token = slot.token();
                return token != null && token.credential().equals(credential) ? slot.withoutToken() : slot;
            });
        }
    }

    /** Whether one more slot fits, after giving up the least recently used that nobody waits for if it must be. */
    private boolean hasRoom() {
        if (slots.size() < capacity) {
            return true;
        }
        Iterator<Slot> eldestFirst = slots.values().iterator();
        while (eldestFirst.hasNext()) {
            if (eldestFirst.next().flight() == null) {
                eldestFirst.remove();
                return true;
            }
        }
        return false;
    }
}
