package io.octopool.github.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One read of GitHub in the form that decides what is sent and under which name the answer is kept (server spec 7.2, 7.3, 17.1
 * item 15). Equal requests need not be equal records; they have equal {@link #cacheKey}s.
 *
 * @param path the validated path
 * @param query the validated query
 * @param accept the media type to ask for, in lower case; every default JSON type is GitHub's own
 * @param apiVersion the REST API version to ask for
 * @param variant what is known of the thing read and sets this answer apart in the cache, such as a verified hint
 *     {@code pr-head:<sha>} (7.10); null for none. It is never sent to GitHub
 */
public record CanonicalRequest(
        RequestPath path,
        RequestQuery query,
        String accept,
        String apiVersion,
        @Nullable String variant) {

    public static final String DEFAULT_ACCEPT = "application/vnd.github+json";
    public static final String DEFAULT_API_VERSION = "2022-11-28";

    /** A comparison lists up to 250 commits, a commit up to 300 files, unless the request has a page. */
    private static final Pattern WIDER_WITHOUT_PAGING = Pattern.compile("/repos/[^/]+/[^/]+/(?:compare|commits)/[^/]+");

    private static final Set<String> DEFAULT_ACCEPTS =
            Set.of("", DEFAULT_ACCEPT, "application/json", "application/vnd.github.v3+json");
    private static final Comparator<RequestQuery.Parameter> BY_NAME =
            Comparator.comparing(RequestQuery.Parameter::name);

    public CanonicalRequest {
        accept = accept.strip().toLowerCase(Locale.ROOT);
        if (DEFAULT_ACCEPTS.contains(accept)) {
            accept = DEFAULT_ACCEPT;
        }
        apiVersion = apiVersion.strip();
        if (apiVersion.isEmpty()) {
            apiVersion = DEFAULT_API_VERSION;
        }
        if (variant != null && variant.isEmpty()) {
            variant = null;
        }
    }

    public static CanonicalRequest of(RequestPath path, RequestQuery query, RelayHeaders headers) {
        return new CanonicalRequest(
                path,
                query,
                headers.accept().orElse(DEFAULT_ACCEPT),
                headers.apiVersion().orElse(DEFAULT_API_VERSION),
                null);
    }

    /** The request with GitHub's default media type and version. */
    public static CanonicalRequest of(RequestPath path, RequestQuery query) {
        return of(path, query, RelayHeaders.NONE);
    }

    /** This request with another variant, or with none. */
    public CanonicalRequest withVariant(@Nullable String changed) {
        return new CanonicalRequest(path, query, accept, apiVersion, changed);
    }

    public boolean defaultAccept() {
        return accept.equals(DEFAULT_ACCEPT);
    }

    /** Path and query exactly as they are sent to GitHub: ASCII, beginning with a slash. */
    public String target() {
        String encoded = query.encoded();
        return encoded.isEmpty() ? path.encoded() : path.encoded() + "?" + encoded;
    }

    /**
     * The name of the answer in the pool's cache: 43 characters of base64url. Requests that GitHub answers alike share it:
     * the case of owner and repository, the order of the query, default paging, default media types and the default version
     * make no difference. Only where GitHub shows more than a page of 30 to those who ask for no page, paging is never default.
     */
    public String cacheKey(String pool) {
        StringBuilder form = new StringBuilder(256);
        line(form, pool);
        line(form, path.folded());
        line(form, defaultAccept() ? "" : accept);
        line(form, apiVersion.equals(DEFAULT_API_VERSION) ? "" : apiVersion);
        line(form, variant == null ? "" : variant);
        boolean folds = !WIDER_WITHOUT_PAGING.matcher(path.text()).matches();
        List<RequestQuery.Parameter> sorted =
                query.parameters().stream().sorted(BY_NAME).toList();
        for (RequestQuery.Parameter parameter : sorted) {
            if (!folds || !isDefaultPaging(parameter)) {
                parameter.values().forEach(value -> {
                    line(form, parameter.name());
                    line(form, value);
                });
            }
        }
        byte[] hash = sha256().digest(form.toString().getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** Lengths before contents: no two lists of parts have one form. */
    private static void line(StringBuilder form, String part) {
        form.append(part.length()).append(':').append(part).append('\n');
    }

    private static boolean isDefaultPaging(RequestQuery.Parameter parameter) {
        return !parameter.list()
                && switch (parameter.name()) {
                    case "page" -> parameter.values().getFirst().equals("1");
                    case "per_page" -> parameter.values().getFirst().equals("30");
                    default -> false;
                };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
