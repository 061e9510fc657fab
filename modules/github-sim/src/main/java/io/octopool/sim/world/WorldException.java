package io.octopool.sim.world;

/** A change that the world cannot make, such as the merge of a closed pull request; the message says why. */
public final class WorldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorldException(String message) {
        super(message);
    }
}
