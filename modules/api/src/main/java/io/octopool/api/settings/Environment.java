package io.octopool.api.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Typed access to environment variables. Values are trimmed; blank ones count as unset. */
record Environment(Map<String, String> values) {

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}");
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final Set<String> WEB = Set.of("http", "https");

    static Environment of(Map<String, String> values) {
        return new Environment(values.entrySet().stream()
                .filter(entry -> !entry.getValue().isBlank())
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().strip())));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String login(String name, String value) throws InvalidSettings {
        return matching(name, value, LOGIN, "a GitHub login");
    }

    Optional<String> clientId(String name) throws InvalidSettings {
        Optional<String> id = text(name);
        return id.isEmpty() ? id : Optional.of(matching(name, id.get(), CLIENT_ID, "the client id of an OAuth app"));
    }

    /** The id or client id of a GitHub App, from wherever it was found. */
    static Optional<String> appId(String name, Optional<String> value) throws InvalidSettings {
        return value.isEmpty()
                ? value
                : Optional.of(matching(name, value.get(), CLIENT_ID, "the id or client id of a GitHub App"));
    }

    String poolId(String name, String unset) throws InvalidSettings {
        return matching(name, text(name).orElse(unset), POOL, "1 to 80 letters, digits, underscores and hyphens");
    }

    int positive(String name, int unset, int max) throws InvalidSettings {
        return Math.toIntExact(number(name, unset, 1, max));
    }

    int count(String name, int unset, int max) throws InvalidSettings {
        return Math.toIntExact(number(name, unset, 0, max));
    }

    int port(String name, int unset) throws InvalidSettings {
        return Math.toIntExact(number(name, unset, 0, 65_535));
    }

    long bytes(String name, long unset, long max) throws InvalidSettings {
        return number(name, unset, 1, max);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E unset) throws InvalidSettings {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return unset;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.get())) {
                return constant;
            }
        }
        String all = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw malformed(name, "one of " + all);
    }

    Path path(String name, String unset) throws InvalidSettings {
        try {
            return Path.of(text(name).orElse(unset));
        } catch (InvalidPathException e) {
            throw malformed(name, "a path");
        }
    }

    Optional<Path> directory(String name) throws InvalidSettings {
        if (text(name).isEmpty()) {
            return Optional.empty();
        }
        Path path = path(name, "");
        if (!Files.isDirectory(path)) {
            throw malformed(name, "a directory that exists");
        }
        return Optional.of(path);
    }

    /** A base URL, without a slash at its end. */
    URI base(String name, String unset) throws InvalidSettings {
        URI uri = url(name, text(name).orElse(unset));
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }

    /** Scheme, host and port only. */
    Optional<URI> origin(String name) throws InvalidSettings {
        if (text(name).isEmpty()) {
            return Optional.empty();
        }
        URI uri = base(name, "");
        if (!uri.getRawPath().isEmpty()) {
            throw malformed(name, "an origin: scheme, host and port, without a path");
        }
        return Optional.of(uri);
    }

    private static URI url(String name, String text) throws InvalidSettings {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (uri.getHost() == null || !WEB.contains(uri.getScheme()) || !plain) {
                throw malformed(name, "an http or https URL");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw malformed(name, "an http or https URL");
        }
    }

    private long number(String name, long unset, long min, long max) throws InvalidSettings {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return unset;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed(name, "a whole number from " + min + " to " + max);
        }
        throw malformed(name, "a whole number from " + min + " to " + max);
    }

    private static String matching(String name, String value, Pattern pattern, String what) throws InvalidSettings {
        if (!pattern.matcher(value).matches()) {
            throw malformed(name, what);
        }
        return value;
    }

    /** The value stays out of the message: it may be a secret in the wrong place. */
    private static InvalidSettings malformed(String name, String expected) {
        return new InvalidSettings(name + " is malformed: expected " + expected);
    }
}
