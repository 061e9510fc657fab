package io.octopool.github.client;

import io.octopool.github.request.InvalidRequest;
import io.octopool.github.request.RequestPath;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds requests that go where they say (server spec 9.2, 17.1 items 1 and 12): the URI is the base and the target, byte for
 * byte, with nothing in it that anything on the way could drop, resolve or take for another host. A call that has no such form
 * is refused by an {@link IllegalArgumentException} whose message repeats nothing of it.
 */
final class RequestForm {

    private static final String USER_AGENT = "octopool";
    private static final Set<String> OURS = Set.of(
            "authorization",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "host",
            "accept-encoding",
            "proxy-authorization",
            "te",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private final String base;
    private final String basePath;
    private final String baseAuthority;
    private final Origin origin;

    RequestForm(URI base) {
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the base must be an http or https URL with a host and without user");
        }
        if (base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("the base must have neither query nor fragment");
        }
        String text = base.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.basePath = URI.create(this.base).getRawPath();
        this.baseAuthority = base.getRawAuthority();
        this.origin = Origin.of(base).orElseThrow();
    }

    HttpRequest of(GitHubCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(call.target()))
                .method(
                        call.method(),
                        call.body().isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(call.body().shared()));
        call.headers().forEach((name, value) -> {
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the client sets the header " + name + " itself");
            }
            request.setHeader(name, visible(value));
        });
        call.credential().authorization().ifPresent(value -> request.setHeader("authorization", visible(value)));
        return request.setHeader("user-agent", USER_AGENT)
                .setHeader("accept-encoding", "gzip")
                .build();
    }

    /**
     * The target that stands for a redirect's location; null unless it is an absolute URL below this base or an absolute path
     * below the base's, in a form that could be sent byte for byte, without dot segments however they are written.
     */
    @Nullable
    String target(String location) {
        try {
            String absolute = location.startsWith("/") ? location : pathAndQuery(location);
            if (absolute.startsWith("//") || !absolute.startsWith(basePath + "/")) {
                return null;
            }
            String target = absolute.substring(basePath.length());
            URI uri = uri(target);
            String path = uri.getRawPath().substring(basePath.length());
            return RequestPath.of(path).encoded().equals(path) ? target : null;
        } catch (IllegalArgumentException | InvalidRequest e) {
            return null;
        }
    }

    /** Path and query of an absolute URL of this base's origin; empty for any other. */
    private String pathAndQuery(String location) {
        URI uri = URI.create(location);
        if (!Origin.of(uri).equals(Optional.of(origin))
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            return "";
        }
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private URI uri(String target) {
        boolean sendable = target.startsWith("/") && target.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '#');
        if (!sendable || hasDotSegment(target)) {
            throw new IllegalArgumentException("the target has characters or segments that cannot be sent as they are");
        }
        URI uri;
        try {
            uri = URI.create(base + target);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the target is no valid URL path", e);
        }
        String query = uri.getRawQuery();
        String requestLine = query == null || query.isEmpty() ? uri.getRawPath() : uri.getRawPath() + "?" + query;
        if (!requestLine.equals(basePath + target) || !baseAuthority.equals(uri.getRawAuthority())) {
            throw new IllegalArgumentException("the target would not be sent as it is");
        }
        return uri;
    }

    private static boolean hasDotSegment(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        List<String> segments = List.of(path.split("/", -1));
        return segments.contains(".") || segments.contains("..");
    }

    private static String visible(String value) {
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new IllegalArgumentException("a header has characters that cannot be sent");
        }
        return value;
    }
}
