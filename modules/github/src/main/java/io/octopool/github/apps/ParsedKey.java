package io.octopool.github.apps;

/** What a text that should hold an App's private key turned out to be. */
public sealed interface ParsedKey {

    /** A key that signs. */
    record Usable(AppKey key) implements ParsedKey {}

    /** No key that could be used. */
    record Unusable(Reason reason) implements ParsedKey {

        /** The error code of server spec 1.5. */
        public String code() {
            return "github_app_key_format";
        }
    }

    /** Why a key cannot be used. */
    enum Reason {
        EMPTY("the key is empty"),
        NOT_A_KEY("the text is no private key in PEM form, or one in a form that cannot be read"),
        NOT_RSA("the key is no RSA key"),
        TOO_SHORT("the RSA key is shorter than 2048 bits"),
        PASSPHRASE_MISSING("the key is encrypted and there is no passphrase for it"),
        PASSPHRASE_WRONG("the passphrase does not open the key");

        private final String why;

        Reason(String why) {
            this.why = why;
        }

        /** In a few words, without anything of the key or the passphrase. */
        public String why() {
            return why;
        }
    }
}
