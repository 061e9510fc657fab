package io.octopool.github.apps;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys made for a test, and the forms in which people have them. */
final class Keys {

    static final String PASSPHRASE = "open sesame";

    private Keys() {}

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static AppKey usable(KeyPair pair) {
        return switch (AppKey.parse(pkcs8(pair.getPrivate()), null)) {
            case ParsedKey.Usable(AppKey key) -> key;
            case ParsedKey.Unusable(ParsedKey.Reason reason) -> throw new AssertionError(reason);
        };
    }

    static String pkcs8(PrivateKey key) {
        return pem(() -> new JcaPKCS8Generator(key, null));
    }

    static String encryptedPkcs8(PrivateKey key, ASN1ObjectIdentifier cipher, int iterations, String passphrase) {
        return pem(() -> new JcaPKCS8Generator(
                key,
                new JceOpenSSLPKCS8EncryptorBuilder(cipher)
                        .setProvider(new BouncyCastleProvider())
                        .setIterationCount(iterations)
                        .setPassword(passphrase.toCharArray())
                        .build()));
    }

    /** The form of OpenSSL's "traditional" keys: PKCS#1 for RSA. */
    static String traditional(PrivateKey key) {
        return pem(() -> new JcaMiscPEMGenerator(key));
    }

    static String encryptedTraditional(PrivateKey key, String cipher) {
        return encryptedTraditional(key, cipher, PASSPHRASE);
    }

    static String encryptedTraditional(PrivateKey key, String cipher, String passphrase) {
        return pem(() -> new JcaMiscPEMGenerator(
                key,
                new JcePEMEncryptorBuilder(cipher)
                        .setProvider(new BouncyCastleProvider())
                        .build(passphrase.toCharArray())));
    }

    static String publicKey(KeyPair pair) {
        return pem(() -> new JcaMiscPEMGenerator(pair.getPublic()));
    }

    private interface Making {
        PemObjectGenerator make() throws IOException, OperatorCreationException;
    }

    /** With Unix line ends on every system. */
    private static String pem(Making making) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(making.make());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().replace("\r\n", "\n");
    }
}
