package io.octopool.sim.settings;

import java.util.Base64;
import java.util.Random;

/**
 * Makes answers larger than they are.
 *
 * @param pathPrefix raw paths whose answers grow
 * @param bytes how much they grow by
 * @param incompressible whether the bytes are random text, which compression makes a quarter smaller at most
 */
public record Padding(String pathPrefix, int bytes, boolean incompressible) {

    /** So many bytes of ASCII without quotes and backslashes, the same each time. */
    public static String text(int bytes, boolean incompressible) {
        if (!incompressible) {
            return "x".repeat(bytes);
        }
        byte[] random = new byte[bytes * 3 / 4 + 3];
        new Random(bytes).nextBytes(random);
        return Base64.getEncoder().encodeToString(random).substring(0, bytes);
    }
}
