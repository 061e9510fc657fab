package io.octopool.api.relay;

import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which searches are acceptable (server spec 4.7). Every token must have an allowed form (17.1 item 2), so whatever could give
 * the others another meaning is refused: the words of logic in any case, and spaces that are not ASCII, which GitHub may read
 * in another way than we do.
 */
final class SearchGrammar {

    private static final Pattern REPO = Pattern.compile("repo:([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)");
    private static final Pattern TYPE = Pattern.compile("type:(?:issue|pr)");
    private static final Pattern STATE = Pattern.compile("state:(?:open|closed)");
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern LOGIC = Pattern.compile("(?i:AND|OR|NOT)");
    private static final Pattern SPACE = Pattern.compile("[ \\t\\n\\x0B\\f\\r]+");
    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]?|100");
    private static final Set<String> SHAPED = Set.of("q", "page", "per_page");

    /** The longest name that GitHub gives an owner or a repository, and then some. */
    private static final int MAX_NAME = 100;

    private SearchGrammar() {}

    /** The one repository that a search of issues, code or commits is confined to; empty if it is not acceptable (a). */
    static Optional<RepoName> confinedTo(RequestQuery query) {
        Optional<RepoName> found = Optional.empty();
        for (String token : tokens(query)) {
            Matcher repo = REPO.matcher(token);
            if (repo.matches()) {
                if (found.isPresent() || !isName(repo.group(1)) || !isName(repo.group(2))) {
                    return Optional.empty();
                }
                found = Optional.of(new RepoName(repo.group(1), repo.group(2)));
            } else if (!isType(token) && !isState(token) && !isTerm(token)) {
                return Optional.empty();
            }
        }
        return found;
    }

    /** Whether a search of repositories is acceptable (b). */
    static boolean isRepositorySearch(RequestQuery query) {
        List<String> tokens = tokens(query);
        return !tokens.isEmpty() && tokens.stream().allMatch(token -> isTerm(token) && !token.startsWith("-"));
    }

    /**
     * Whether a search of issues that is {@link #confinedTo} a repository is also plain enough for the shape
     * {@code issue-search-v1} (c): one type, one state at most, a term at least, and nothing but the first page.
     */
    static boolean isShapedIssueSearch(RequestQuery query) {
        boolean plain = query.parameters().stream()
                .allMatch(parameter -> SHAPED.contains(parameter.name())
                        && !parameter.list()
                        && !parameter.values().getFirst().isEmpty());
        List<String> tokens = tokens(query);
        return plain
                && query.single("page").orElse("1").equals("1")
                && PAGE_SIZE.matcher(query.single("per_page").orElse("30")).matches()
                && tokens.stream().filter(SearchGrammar::isType).count() == 1
                && tokens.stream().filter(SearchGrammar::isState).count() <= 1
                && tokens.stream().anyMatch(SearchGrammar::isTerm);
    }

    private static boolean isType(String token) {
        return TYPE.matcher(token).matches();
    }

    private static boolean isState(String token) {
        return STATE.matcher(token).matches();
    }

    private static boolean isName(String name) {
        return name.length() <= MAX_NAME && !name.equals(".") && !name.equals("..");
    }

    private static boolean isTerm(String token) {
        return TERM.matcher(token).matches() && !LOGIC.matcher(token).matches();
    }

    private static List<String> tokens(RequestQuery query) {
        return SPACE.splitAsStream(query.single("q").orElse(""))
                .filter(token -> !token.isEmpty())
                .toList();
    }
}
