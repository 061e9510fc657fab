package io.octopool.api.secrets;

import io.octopool.github.apps.AppKey;
import io.octopool.github.apps.ParsedKey;
import io.octopool.github.client.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Named secrets: a file of that name in the directory, else the environment variable of that name. Files are read at each
 * use, so that a rotated secret needs no restart. Values are trimmed; blank ones do not count.
 */
public final class Secrets {

    private final Optional<Path> directory;
    private final Map<String, String> environment;

    public Secrets(Optional<Path> directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The secret, if it is there.
     *
     * @throws UncheckedIOException if its file exists but cannot be read
     */
    public Optional<String> find(String name) {
        return directory
                .flatMap(folder -> read(folder.resolve(name)))
                .or(() -> Optional.ofNullable(environment.get(name)).flatMap(Secrets::trimmed));
    }

    /** The secret that an identity names; only what {@link SecretRef} admits is looked for. */
    Optional<String> ofIdentity(String secretRef) {
        return admits(secretRef) ? lookedUp(secretRef) : Optional.empty();
    }

    /** The token that an identity names; empty if it is not there, cannot be read, or cannot be sent. */
    public Optional<Credential.Bearer> tokenOf(String secretRef) {
        try {
            return ofIdentity(secretRef).filter(Secrets::isSendable).map(Credential.Bearer::new);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** A text with a line break or a letter that is not ASCII cannot be a token, and could not be sent. */
    static boolean isSendable(String secret) {
        return secret.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private Optional<String> lookedUp(String name) {
        Optional<String> own =
                directory.flatMap(folder -> read(folder.resolve("identities").resolve(name)));
        return own.isPresent() || !SecretRef.isShared(name) ? own : find(name);
    }

    /**
     * What opens the key that an identity names: the secret of the same name with {@code _PASSPHRASE} or {@code .passphrase}
     * behind it; empty if there is none.
     */
    Optional<String> passphraseOf(String secretRef) {
        return admits(secretRef)
                ? lookedUp(secretRef + SecretRef.PASSPHRASE).or(() -> lookedUp(secretRef + SecretRef.PASSPHRASE_FILE))
                : Optional.empty();
    }

    /** Whether an identity may name this secret, be it there or not. */
    public boolean admits(String secretRef) {
        return SecretRef.isWellFormed(secretRef) && (directory.isPresent() || SecretRef.isShared(secretRef));
    }

    /** Why the secret that an identity names is no key of a GitHub App, in a few words; empty if it is one, or is not there. */
    public Optional<String> problemOfKey(String secretRef) {
        try {
            return ofIdentity(secretRef).flatMap(pem -> switch (AppKey.parse(
                    pem, passphraseOf(secretRef).orElse(null))) {
                case ParsedKey.Usable _ -> Optional.empty();
                case ParsedKey.Unusable(ParsedKey.Reason reason) -> Optional.of(reason.why());
            });
        } catch (UncheckedIOException e) {
            return Optional.of("its file cannot be read");
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return trimmed(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> trimmed(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    @Override
    public String toString() {
        return "Secrets[" + directory.map(Path::toString).orElse("environment") + "]";
    }
}
