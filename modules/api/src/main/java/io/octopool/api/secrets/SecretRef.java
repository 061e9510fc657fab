package io.octopool.api.secrets;

import java.util.List;
import java.util.regex.Pattern;

/** Which names an identity may give for its secret: never those of the server's own secrets, and no
 * passphrase, which would be sent to GitHub as a token (server spec 17.1 item 10). */
final class SecretRef {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");
    private static final List<String> SHARED =
            List.of("OCTOPOOL_PAT_", "OCTOPOOL_APP_KEY_", "OCTOPOOL_GITHUB_APP_PRIVATE_KEY");

    /** What tokens begin with, of GitHub's and of this server's own: one that was given for a name is not kept (spec 17.1 item 10). */
    private static final Pattern TOKEN = Pattern.compile("(?i)(gh[pousr]_|github_pat_|op_).*");

    /** Behind a name: the passphrase of the key of that name. */
    static final String PASSPHRASE = "_PASSPHRASE";

    /** The same, as files are named. */
    static final String PASSPHRASE_FILE = ".passphrase";

    private SecretRef() {}

    static boolean isWellFormed(String name) {
        return NAME.matcher(name).matches()
                && !TOKEN.matcher(name).matches()
                && !name.endsWith(PASSPHRASE)
                && !name.endsWith(PASSPHRASE_FILE);
    }

    /** Whether it is also looked for beside the server's own secrets and in the environment. */
    static boolean isShared(String name) {
        return SHARED.stream().anyMatch(name::startsWith);
    }
}
