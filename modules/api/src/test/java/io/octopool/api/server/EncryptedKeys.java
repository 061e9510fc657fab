package io.octopool.api.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.octopool.sim.apps.AppKey;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** An App's key behind a passphrase, as {@code openssl} writes it. */
final class EncryptedKeys {

    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
    private static final byte[] SALT = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

    private EncryptedKeys() {}

    /** {@code BEGIN ENCRYPTED PRIVATE KEY}: PBES2 with AES-256. */
    static String pkcs8(AppKey key, String passphrase) throws Exception {
        Cipher cipher = Cipher.getInstance(SCHEME);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(passphrase.toCharArray())),
                new PBEParameterSpec(SALT, 2_048));
        byte[] encrypted = cipher.doFinal(der(key.pkcs8()));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] info = new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded();
        return pem("ENCRYPTED PRIVATE KEY", "", info);
    }

    /** {@code BEGIN RSA PRIVATE KEY} with {@code Proc-Type: 4,ENCRYPTED}: AES-256, key from MD5. */
    static String traditional(AppKey key, String passphrase) throws Exception {
        byte[] first = md5(new byte[0], passphrase);
        byte[] second = md5(first, passphrase);
        byte[] both = HexFormat.of()
                .parseHex(HexFormat.of().formatHex(first) + HexFormat.of().formatHex(second));
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(both, "AES"), new IvParameterSpec(SALT));
        String iv = HexFormat.of().withUpperCase().formatHex(SALT);
        return pem(
                "RSA PRIVATE KEY",
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC," + iv + "\n\n",
                cipher.doFinal(der(key.pkcs1())));
    }

    private static byte[] md5(byte[] before, String passphrase) throws GeneralSecurityException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(before);
        md5.update(passphrase.getBytes(UTF_8));
        md5.update(SALT, 0, 8);
        return md5.digest();
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String pem(String kind, String headers, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + headers + lines + "\n-----END " + kind + "-----\n";
    }
}
