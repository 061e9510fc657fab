package io.octopool.github.request;

import java.util.Locale;

/**
 * A path that may be sent to GitHub (server spec 3.2, 17.1 item 1).
 *
 * <p>What is judged and what is sent name the same thing: there is nothing in {@code encoded} that a URL parser would drop,
 * fold or resolve, and the encoding adds no slash and no dot.
 *
 * @param text the path as the caller sent it; routes are matched against this
 * @param encoded the path as it goes to GitHub: what may not stand in a URL (spaces, brackets, quotes, non-ASCII) is
 *     percent-encoded, escapes that were there are untouched
 */
public record RequestPath(String text, String encoded) {

    /** Throws {@link InvalidRequest} with {@code invalid_path}: no other path can be held. */
    public RequestPath {
        PathRules.check(text);
        if (!encoded.equals(PercentEncoding.ofPath(text))) {
            throw new IllegalArgumentException("not the encoding of this path");
        }
    }

    /** The path {@code text}, or {@link InvalidRequest} with {@code invalid_path}. */
    public static RequestPath of(String text) {
        return new RequestPath(text, PercentEncoding.ofPath(text));
    }

    /** The path of a user's public profile, into which {@code /user} is rewritten (server spec 3.6). */
    public static RequestPath ofUser(String login) {
        return of("/users/" + PercentEncoding.ofSegment(login));
    }

    @Override
    public String toString() {
        return text;
    }

    /** The path in which owner and repository, whose case GitHub ignores, are in lower case: the same for all spellings. */
    String folded() {
        int names = switch (firstSegment()) {
            case "repos", "networks" -> 2;
            case "users", "orgs" -> 1;
            default -> 0;
        };
        int end = encoded.indexOf('/', 1);
        for (int name = 0; name < names && end >= 0; name++) {
            end = encoded.indexOf('/', end + 1);
        }
        int folded = end < 0 ? encoded.length() : end;
        return names == 0 ? encoded : encoded.substring(0, folded).toLowerCase(Locale.ROOT) + encoded.substring(folded);
    }

    private String firstSegment() {
        int slash = encoded.indexOf('/', 1);
        return slash < 0 ? "" : encoded.substring(1, slash);
    }
}
