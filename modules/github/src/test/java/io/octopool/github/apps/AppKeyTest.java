package io.octopool.github.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.apps.ParsedKey.Reason;
import io.octopool.github.apps.ParsedKey.Unusable;
import io.octopool.github.apps.ParsedKey.Usable;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppKeyTest {

    private static final KeyPair RSA = Keys.pair("RSA", 2048);
    private static final String PKCS8 = Keys.pkcs8(RSA.getPrivate());
    private static final String PKCS1 = Keys.traditional(RSA.getPrivate());
    private static final String ENCRYPTED_PKCS8 =
            Keys.encryptedPkcs8(RSA.getPrivate(), PKCS8Generator.AES_256_CBC, 2048, Keys.PASSPHRASE);
    private static final String ENCRYPTED_PKCS1 = Keys.encryptedTraditional(RSA.getPrivate(), "AES-256-CBC");

    @Test
    void knowsTheFormsByTheirHeads() {
        assertThat(PKCS8).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(PKCS1).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(ENCRYPTED_PKCS8).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(ENCRYPTED_PKCS1)
                .startsWith("-----BEGIN RSA PRIVATE KEY-----")
                .contains("Proc-Type: 4,ENCRYPTED");
    }

    @Test
    void readsEveryForm() {
        forms().forEach((form, pem) -> assertThat(signsForTheApp(AppKey.parse(pem, Keys.PASSPHRASE)))
                .as(form)
                .isTrue());
    }

    @Test
    void readsPlainKeysWithoutAPassphrase() {
        assertThat(signsForTheApp(AppKey.parse(PKCS8, null))).isTrue();
        assertThat(signsForTheApp(AppKey.parse(PKCS1, ""))).isTrue();
    }

    @Test
    void readsWhatBecameOfAKeyOnItsWay() {
        forms().forEach((form, pem) -> {
            Map<String, String> mangled = new LinkedHashMap<>();
            mangled.put("Windows line ends", pem.replace("\n", "\r\n"));
            mangled.put("literal newlines", pem.replace("\n", "\\n"));
            mangled.put("literal Windows line ends", pem.replace("\n", "\\r\\n"));
            mangled.put("blanks around", "\n \t" + pem + " \n\n");
            mangled.put("indented lines", pem.indent(4));
            mangled.put("trailing blanks", pem.replace("\n", "  \n"));
            mangled.put("no final newline", pem.strip());
            mangled.put("byte order mark", "\uFEFF" + pem);
            mangled.put("text before", "Key of our App\n" + pem);
            mangled.put("public key before", Keys.publicKey(RSA) + pem);
            mangled.forEach((how, text) -> assertThat(signsForTheApp(AppKey.parse(text, Keys.PASSPHRASE)))
                    .as(form + ", " + how)
                    .isTrue());
        });
    }

    @Test
    void readsPassphrasesBeyondAscii() {
        for (String pem : List.of(
                Keys.encryptedPkcs8(RSA.getPrivate(), PKCS8Generator.AES_128_CBC, 1000, "schlüssel"),
                Keys.encryptedTraditional(RSA.getPrivate(), "AES-128-CBC", "schlüssel"))) {
            assertThat(signsForTheApp(AppKey.parse(pem, "schlüssel")))
                    .as(pem.lines().findFirst().orElse(""))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n\t"})
    void saysThatThereIsNothing(String pem) {
        assertThat(AppKey.parse(pem, Keys.PASSPHRASE)).isEqualTo(new Unusable(Reason.EMPTY));
    }

    @Test
    void refusesWhatIsNoKey() {
        String body = PKCS8.lines().skip(1).findFirst().orElseThrow();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("prose", "not a key");
        texts.put("a token", "ghp_0123456789");
        texts.put("no body", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----");
        texts.put("no end", "-----BEGIN PRIVATE KEY-----\n" + body);
        texts.put("no base64", PKCS8.replace(body, "%%%"));
        texts.put("a line less", PKCS8.replace(body + "\n", ""));
        texts.put("half a key", PKCS1.substring(0, PKCS1.length() / 2));
        texts.put("other bytes", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");
        texts.put("an empty sequence", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----");
        texts.put(
                "encrypted nothing",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----");
        texts.put("a public key", Keys.publicKey(RSA));
        texts.put("an OpenSSH key", PKCS8.replace("PRIVATE KEY", "OPENSSH PRIVATE KEY"));
        texts.put("a key among too much", "x".repeat(70_000) + "\n" + PKCS8);
        texts.put("numbers that do not belong together", Keys.pkcs8(inconsistent()));
        texts.forEach((what, text) ->
                assertThat(AppKey.parse(text, Keys.PASSPHRASE)).as(what).isEqualTo(new Unusable(Reason.NOT_A_KEY)));
    }

    @Test
    void refusesToWorkLongOnAPassphrase() {
        String pem = Keys.encryptedPkcs8(RSA.getPrivate(), PKCS8Generator.AES_256_CBC, 0x010203, Keys.PASSPHRASE);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        String hex = new BigInteger(1, der).toString(16);
        assertThat(hex).containsOnlyOnce("0203010203");
        assertThat(AppKey.parse(encrypted(hex), Keys.PASSPHRASE)).isInstanceOf(Usable.class);
        assertThat(AppKey.parse(encrypted(hex.replace("0203010203", "02037fffff")), Keys.PASSPHRASE))
                .isEqualTo(new Unusable(Reason.NOT_A_KEY));
    }

    @Test
    void refusesOtherAlgorithmsInEveryForm() {
        KeyPair ec = Keys.pair("EC", 256);
        for (String pem : List.of(
                Keys.pkcs8(ec.getPrivate()),
                Keys.traditional(ec.getPrivate()),
                Keys.encryptedPkcs8(ec.getPrivate(), PKCS8Generator.AES_256_CBC, 1000, Keys.PASSPHRASE),
                Keys.encryptedTraditional(ec.getPrivate(), "AES-128-CBC"),
                Keys.pkcs8(Keys.pair("Ed25519", 255).getPrivate()),
                Keys.pkcs8(Keys.pair("RSASSA-PSS", 2048).getPrivate()))) {
            assertThat(AppKey.parse(pem, Keys.PASSPHRASE)).isEqualTo(new Unusable(Reason.NOT_RSA));
        }
    }

    @Test
    void refusesShortKeysInEveryForm() {
        KeyPair small = Keys.pair("RSA", 1024);
        for (String pem : List.of(
                Keys.pkcs8(small.getPrivate()),
                Keys.traditional(small.getPrivate()),
                Keys.encryptedTraditional(small.getPrivate(), "DES-EDE3-CBC"))) {
            assertThat(AppKey.parse(pem, Keys.PASSPHRASE)).isEqualTo(new Unusable(Reason.TOO_SHORT));
        }
    }

    @Test
    void asksForAPassphraseAndTellsAWrongOne() {
        for (String pem : List.of(ENCRYPTED_PKCS8, ENCRYPTED_PKCS1)) {
            assertThat(AppKey.parse(pem, null)).isEqualTo(new Unusable(Reason.PASSPHRASE_MISSING));
            assertThat(AppKey.parse(pem, "")).isEqualTo(new Unusable(Reason.PASSPHRASE_MISSING));
            assertThat(AppKey.parse(pem, "wrong")).isEqualTo(new Unusable(Reason.PASSPHRASE_WRONG));
        }
    }

    /** One wrong passphrase of 256 makes a proper padding. */
    @Test
    void tellsWrongPassphrasesThatDecryptToSomething() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(AppKey.parse(ENCRYPTED_PKCS1, "wrong" + i)).isEqualTo(new Unusable(Reason.PASSPHRASE_WRONG));
        }
    }

    @Test
    void showsNothingOfTheKey() {
        ParsedKey parsed = AppKey.parse(PKCS1, null);
        assertThat(parsed.toString()).isEqualTo("Usable[key=AppKey[2048 bits]]");
        for (Reason reason : Reason.values()) {
            assertThat(new Unusable(reason).toString()).isEqualTo("Unusable[reason=" + reason + "]");
            assertThat(new Unusable(reason).code()).isEqualTo("github_app_key_format");
            assertThat(reason.why()).isNotBlank();
        }
    }

    @Test
    void registersNoProvider() {
        assertThat(AppKey.parse(ENCRYPTED_PKCS8, Keys.PASSPHRASE)).isInstanceOf(Usable.class);
        assertThat(Security.getProvider("BC")).isNull();
    }

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("PKCS#8", PKCS8);
        forms.put("PKCS#1", PKCS1);
        forms.put("encrypted PKCS#8, AES-256", ENCRYPTED_PKCS8);
        forms.put(
                "encrypted PKCS#8, triple DES",
                Keys.encryptedPkcs8(RSA.getPrivate(), PKCS8Generator.DES3_CBC, 2048, Keys.PASSPHRASE));
        forms.put(
                "encrypted PKCS#8, PKCS#12 scheme",
                Keys.encryptedPkcs8(RSA.getPrivate(), PKCS8Generator.PBE_SHA1_3DES, 2048, Keys.PASSPHRASE));
        forms.put("encrypted PKCS#1, AES-256", ENCRYPTED_PKCS1);
        forms.put("encrypted PKCS#1, triple DES", Keys.encryptedTraditional(RSA.getPrivate(), "DES-EDE3-CBC"));
        return forms;
    }

    private static boolean signsForTheApp(ParsedKey parsed) {
        if (!(parsed instanceof Usable(AppKey key))) {
            return false;
        }
        try {
            Signature verification = Signature.getInstance("SHA256withRSA");
            verification.initVerify(RSA.getPublic());
            verification.update("content".getBytes(UTF_8));
            return verification.verify(key.sign("content".getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key with a private exponent of another one. */
    private static PrivateKey inconsistent() {
        try {
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) RSA.getPrivate();
            RSAPrivateCrtKey other = (RSAPrivateCrtKey) Keys.pair("RSA", 2048).getPrivate();
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            key.getModulus(),
                            key.getPublicExponent(),
                            other.getPrivateExponent(),
                            key.getPrimeP(),
                            key.getPrimeQ(),
                            other.getPrimeExponentP(),
                            other.getPrimeExponentQ(),
                            key.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encrypted(String hex) {
        byte[] der = new BigInteger(hex, 16).toByteArray();
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END ENCRYPTED PRIVATE KEY-----";
    }
}
