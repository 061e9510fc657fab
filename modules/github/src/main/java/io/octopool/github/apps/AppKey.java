package io.octopool.github.apps;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import org.jspecify.annotations.Nullable;

/** An App's private RSA key of at least 2048 bits. Nothing of it shows in {@code toString} or in any message. */
public final class AppKey {

    private static final String ALGORITHM = "SHA256withRSA";
    private static final byte[] TRIAL = {1, 2, 3};

    private final RSAPrivateKey key;

    AppKey(RSAPrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a private key in PEM form: PKCS#8 or PKCS#1, plain or encrypted (server spec 8.7, github-rules B8). Line ends may be
     * those of Windows or the two characters {@code \n}; blanks around lines do not matter. Costs some milliseconds, more for
     * an encrypted key: keep the result rather than the text.
     *
     * @param passphrase opens an encrypted key; null or empty for none, not looked at for a plain key
     */
    public static ParsedKey parse(String pem, @Nullable String passphrase) {
        return PemKeys.parse(pem, passphrase == null ? "" : passphrase);
    }

    /** Whether the numbers of the key belong together, found out by a signature. */
    boolean signs() {
        try {
            return signature(TRIAL).length > 0;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The signature of server spec 8.7: RSASSA-PKCS1-v1_5 with SHA-256. */
    byte[] sign(byte[] content) {
        try {
            return signature(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that has signed can sign", e);
        }
    }

    private byte[] signature(byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    @Override
    public String toString() {
        return "AppKey[" + key.getModulus().bitLength() + " bits]";
    }
}
