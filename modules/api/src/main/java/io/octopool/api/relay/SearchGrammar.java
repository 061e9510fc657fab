package io.octopool.api.relay;

import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which searches are acceptable (server spec 4.7). Every token must have an allowed form (17.1 item 2). */
final class SearchGrammar {

    private static final Pattern REPO = Pattern.compile("repo:([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)");
    private static final Pattern QUALIFIER = Pattern.compile("type:(?:issue|pr)|state:(?:open|closed)");
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9_.-]+");

    private SearchGrammar() {}

    /** The one repository that a search of issues, code or commits is confined to; empty if it is not acceptable (a). */
    static Optional<RepoName> confinedTo(RequestQuery query) {
        Optional<RepoName> found = Optional.empty();
        for (String token : tokens(query)) {
            Matcher repo = REPO.matcher(token);
            if (repo.matches()) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(new RepoName(repo.group(1), repo.group(2)));
            } else if (!QUALIFIER.matcher(token).matches() && !isTerm(token)) {
                return Optional.empty();
            }
        }
        return found;
    }

    /** Whether a search of repositories is acceptable (b). */
    static boolean isRepositorySearch(RequestQuery query) {
        List<String> tokens = tokens(query);
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> isTerm(token) && !token.startsWith("-") && !token.equalsIgnoreCase("NOT"));
    }

    private static boolean isTerm(String token) {
        return TERM.matcher(token).matches() && !token.equalsIgnoreCase("OR");
    }

    private static List<String> tokens(RequestQuery query) {
        String q = query.single("q").orElse("").strip();
        return q.isEmpty() ? List.of() : List.of(q.split("\\s+"));
    }
}
