package io.octopool.github.answer;

import java.util.Optional;
import java.util.Set;

/** What sanitising asks of a route beyond what it asks of all (server spec 9.7). */
enum SanitisingRule {
    /** No more than everywhere. */
    GENERAL,
    /** A repository: listed members only, and never a private one. */
    REPOSITORY,
    /** A user: listed members only. */
    USER,
    /** Releases without drafts. */
    RELEASE_LIST,
    /** A release that is no draft. */
    RELEASE,
    /** A gist that is public. */
    GIST,
    /** Gists without secret ones. */
    GIST_LIST;

    private static final Set<String> REPOSITORY_MEMBERS = words("""
            id node_id name full_name owner private html_url description fork url homepage language forks_count
            stargazers_count watchers_count size default_branch open_issues_count is_template topics visibility
            archived disabled license pushed_at created_at updated_at clone_url ssh_url git_url svn_url mirror_url
            has_issues has_projects has_downloads has_wiki has_pages has_discussions network_count subscribers_count
            organization
            """);

    private static final Set<String> USER_MEMBERS = words("""
            login id node_id avatar_url gravatar_id url html_url followers_url following_url gists_url starred_url
            subscriptions_url organizations_url repos_url events_url received_events_url type site_admin name
            company blog location email hireable bio twitter_username public_repos public_gists followers following
            created_at updated_at
            """);

    static SanitisingRule of(String kind) {
        return switch (kind) {
            case "repo_view" -> REPOSITORY;
            case "user_view" -> USER;
            case "release_list" -> RELEASE_LIST;
            case "release_latest", "release_view" -> RELEASE;
            case "gist_view" -> GIST;
            case "user_gist_list" -> GIST_LIST;
            default -> GENERAL;
        };
    }

    /** The members of the outermost object that are kept; empty if all are. */
    Optional<Set<String>> keptMembers() {
        return switch (this) {
            case REPOSITORY -> Optional.of(REPOSITORY_MEMBERS);
            case USER -> Optional.of(USER_MEMBERS);
            case GENERAL, RELEASE_LIST, RELEASE, GIST, GIST_LIST -> Optional.empty();
        };
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+", -1));
    }
}
