package io.octopool.sim.apps;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The RSA key of the App, 2048 bits, the same for the same seed. It opens nothing elsewhere. */
public final class AppKey {

    private static final int BITS = 2048;

    /** Where the octets of PKCS#1 begin in those of PKCS#8: behind the version, the algorithm and three headers. */
    private static final int INNER = 26;

    private final KeyPair pair;

    private AppKey(KeyPair pair) {
        this.pair = pair;
    }

    /** The key of a seed. Costs some 100 ms. */
    public static AppKey of(long seed) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(("octopool simulator " + seed).getBytes(StandardCharsets.US_ASCII));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            return new AppKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has RSA and SHA1PRNG", e);
        }
    }

    /** The key of a seed, made when it is first wanted. Safe for any number of threads. */
    public static Supplier<AppKey> lazily(long seed) {
        Map<Long, AppKey> made = new ConcurrentHashMap<>();
        return () -> made.computeIfAbsent(seed, AppKey::of);
    }

    /** {@code BEGIN PRIVATE KEY}. */
    public String pkcs8() {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** {@code BEGIN RSA PRIVATE KEY}: the form in which GitHub hands keys out. */
    public String pkcs1() {
        byte[] encoded = pair.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(encoded, INNER, encoded.length));
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    private static String pem(String kind, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    @Override
    public String toString() {
        return "AppKey[" + BITS + " bits]";
    }
}
