package io.octopool.github.apps;

import io.octopool.github.apps.ParsedKey.Reason;
import io.octopool.github.apps.ParsedKey.Unusable;
import io.octopool.github.apps.ParsedKey.Usable;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys in PEM form. What the parsers below say about bad input may quote it, so their messages go nowhere: each
 * failure is a {@link Reason}. Bouncy Castle's provider is used as an object and registered nowhere.
 */
final class PemKeys {

    private static final int MAX_CHARS = 64 * 1024;
    private static final int MIN_BITS = 2048;

    /** Some seconds of work; OpenSSL's own default is 2,048. */
    private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(5_000_000);

    private PemKeys() {}

    static ParsedKey parse(String text, String passphrase) {
        if (text.isBlank()) {
            return new Unusable(Reason.EMPTY);
        }
        if (text.length() > MAX_CHARS) {
            return new Unusable(Reason.NOT_A_KEY);
        }
        try {
            return key(firstKey(lines(text)), passphrase);
        } catch (IOException | RuntimeException e) {
            return new Unusable(Reason.NOT_A_KEY);
        }
    }

    /** The text with true line ends, without blanks around lines and without a byte order mark. */
    private static String lines(String text) {
        return text.replace("\uFEFF", "")
                .replace("\\r", "\n")
                .replace("\\n", "\n")
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }

    /** The first private key of the text; null if there is none. Certificates and the like may stand before it. */
    private static @Nullable Object firstKey(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            Object object = parser.readObject();
            while (object != null && !isKey(object)) {
                object = parser.readObject();
            }
            return object;
        }
    }

    private static boolean isKey(Object object) {
        return object instanceof PrivateKeyInfo
                || object instanceof PEMKeyPair
                || object instanceof PEMEncryptedKeyPair
                || object instanceof PKCS8EncryptedPrivateKeyInfo;
    }

    private static ParsedKey key(@Nullable Object object, String passphrase) throws IOException {
        return switch (object) {
            case PrivateKeyInfo key -> rsa(key);
            case PEMKeyPair pair -> rsa(pair.getPrivateKeyInfo());
            case PEMEncryptedKeyPair _ when passphrase.isEmpty() -> new Unusable(Reason.PASSPHRASE_MISSING);
            case PKCS8EncryptedPrivateKeyInfo _ when passphrase.isEmpty() -> new Unusable(Reason.PASSPHRASE_MISSING);
            case PEMEncryptedKeyPair pair -> opened(pair, octets(passphrase));
            case PKCS8EncryptedPrivateKeyInfo key -> opened(key, passphrase.toCharArray());
            case null, default -> new Unusable(Reason.NOT_A_KEY);
        };
    }

    private static ParsedKey opened(PEMEncryptedKeyPair pair, char[] passphrase) {
        try {
            return decrypted(
                    pair.decryptKeyPair(new BcPEMDecryptorProvider(passphrase)).getPrivateKeyInfo());
        } catch (IOException | RuntimeException e) {
            return new Unusable(Reason.PASSPHRASE_WRONG);
        }
    }

    private static ParsedKey opened(PKCS8EncryptedPrivateKeyInfo key, char[] passphrase) {
        if (!isAffordable(key.getEncryptionAlgorithm())) {
            return new Unusable(Reason.NOT_A_KEY);
        }
        try {
            return decrypted(key.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(passphrase)));
        } catch (PKCSException | OperatorCreationException | RuntimeException e) {
            return new Unusable(Reason.PASSPHRASE_WRONG);
        }
    }

    /** A wrong passphrase can, by chance, make something that has the outer form of a key. */
    private static ParsedKey decrypted(PrivateKeyInfo key) {
        ParsedKey parsed = rsa(key);
        return parsed.equals(new Unusable(Reason.NOT_A_KEY)) ? new Unusable(Reason.PASSPHRASE_WRONG) : parsed;
    }

    /** Whether opening the key takes bounded work: PBKDF2 or the older schemes, which count their iterations. */
    private static boolean isAffordable(AlgorithmIdentifier encryption) {
        if (!encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            return isAffordable(
                    PBEParameter.getInstance(encryption.getParameters()).getIterationCount());
        }
        AlgorithmIdentifier derivation = AlgorithmIdentifier.getInstance(
                PBES2Parameters.getInstance(encryption.getParameters()).getKeyDerivationFunc());
        return derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
                && isAffordable(
                        PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount());
    }

    private static boolean isAffordable(BigInteger iterations) {
        return iterations.signum() > 0 && iterations.compareTo(MAX_ITERATIONS) <= 0;
    }

    private static ParsedKey rsa(PrivateKeyInfo info) {
        if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return new Unusable(Reason.NOT_RSA);
        }
        try {
            RSAPrivateKey key = (RSAPrivateKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
            if (key.getModulus().bitLength() < MIN_BITS) {
                return new Unusable(Reason.TOO_SHORT);
            }
            AppKey usable = new AppKey(key);
            return usable.signs() ? new Usable(usable) : new Unusable(Reason.NOT_A_KEY);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return new Unusable(Reason.NOT_A_KEY);
        }
    }

    /** The passphrase's UTF-8, which OpenSSL encrypts with, one octet to a char: traditional keys take it like that. */
    private static char[] octets(String passphrase) {
        return new String(passphrase.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).toCharArray();
    }
}
