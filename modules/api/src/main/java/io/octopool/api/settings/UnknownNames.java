package io.octopool.api.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Refuses {@code OCTOPOOL_*} names that mean nothing: a misspelt setting must not be silently ignored. */
final class UnknownNames {

    private static final String PREFIX = "OCTOPOOL_";

    /** What the server reads, and what the specification reserves for it. */
    static final Set<String> SERVER = Set.of(
            "OCTOPOOL_ADMIN_TOKEN",
            "OCTOPOOL_GITHUB_ORG_TOKEN",
            "OCTOPOOL_GITHUB_APP_ID",
            "OCTOPOOL_PROXY_SECRET",
            "OCTOPOOL_HTTP_HOST",
            "OCTOPOOL_HTTP_PORT",
            "OCTOPOOL_PUBLIC_URL",
            "OCTOPOOL_DATA_DIR",
            "OCTOPOOL_DATABASE_URL",
            "OCTOPOOL_DATABASE_USER",
            "OCTOPOOL_DATABASE_PASSWORD",
            "OCTOPOOL_SECRETS_DIR",
            "OCTOPOOL_GITHUB_API_URL",
            "OCTOPOOL_GITHUB_WEB_URL",
            "OCTOPOOL_PUBLIC_CLIENT_ID",
            "OCTOPOOL_PUBLIC_CLIENT_SECRET",
            "OCTOPOOL_CALLS_PER_OWNER",
            "OCTOPOOL_POINTS_PER_MINUTE",
            "OCTOPOOL_CACHE_ENTRIES_IN_MEMORY",
            "OCTOPOOL_CACHE_MEMORY_BYTES",
            "OCTOPOOL_CACHE_DISK_BYTES",
            "OCTOPOOL_LOG_FORMAT",
            "OCTOPOOL_LOG_LEVEL",
            "OCTOPOOL_MAX_LOG_BYTES");

    /** What the command line reads: both may share one environment. */
    private static final Set<String> COMMAND_LINE = Set.of(
            "OCTOPOOL_URL",
            "OCTOPOOL_TOKEN",
            "OCTOPOOL_POOL",
            "OCTOPOOL_GH_PATH",
            "OCTOPOOL_FRESH",
            "OCTOPOOL_QUIET_CACHE",
            "OCTOPOOL_NO_FALLBACK",
            "OCTOPOOL_RELAY_RETRIES",
            "OCTOPOOL_ALLOW_INSECURE_LOGIN");

    private static final List<String> FAMILIES = List.of(
            "OCTOPOOL_CLUSTER_",
            "OCTOPOOL_E2E_",
            "OCTOPOOL_PAT_",
            "OCTOPOOL_APP_KEY_",
            "OCTOPOOL_GITHUB_APP_PRIVATE_KEY");

    /** What Kubernetes injects for services whose name begins with ours. */
    private static final Pattern SERVICE =
            Pattern.compile("OCTOPOOL_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
                    + "|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_PORT = Pattern.compile("OCTOPOOL_(?:[A-Z0-9_]+_)?PORT");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private UnknownNames() {}

    /** @throws InvalidSettings for the first unknown name in alphabetical order, with the nearest known one */
    static void refuse(Collection<String> names, UnaryOperator<String> value) throws InvalidSettings {
        for (String name : new TreeSet<>(names)) {
            if (name.startsWith(PREFIX) && !isKnown(name, value.apply(name))) {
                throw new InvalidSettings(
                        name + " is not a setting of this server; did you mean " + nearest(name) + "?");
            }
        }
    }

    private static boolean isKnown(String name, String value) {
        return SERVER.contains(name)
                || COMMAND_LINE.contains(name)
                || FAMILIES.stream().anyMatch(name::startsWith)
                || SERVICE.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches()
                        && SERVICE_ADDRESS.matcher(value).matches());
    }

    private static String nearest(String name) {
        return SERVER.stream()
                .min(Comparator.<String>comparingInt(known -> distance(name, known))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein's: insertions, deletions and replacements that turn one into the other. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
