package io.octopool.api.settings;

import io.octopool.api.secrets.Secrets;
import io.octopool.github.client.Credential;
import java.util.Optional;

/** The credentials of the public reader (design, "Public reader"): both of them, or none. */
final class PublicReaderChoice {

    private static final String ID = "OCTOPOOL_PUBLIC_CLIENT_ID";
    private static final String SECRET = "OCTOPOOL_PUBLIC_CLIENT_SECRET";

    private PublicReaderChoice() {}

    static Optional<Credential.Basic> of(Environment env, Secrets secrets) throws InvalidSettings {
        Optional<String> id = env.clientId(ID);
        Optional<String> secret = secrets.find(SECRET);
        if (id.isPresent() != secret.isPresent()) {
            throw new InvalidSettings(id.isPresent() ? missing(SECRET, ID) : missing(ID, SECRET));
        }
        return id.flatMap(known -> secret.map(word -> new Credential.Basic(known, word)));
    }

    private static String missing(String unset, String set) {
        return unset + " is not set although " + set + " is: the public reader needs both";
    }
}
