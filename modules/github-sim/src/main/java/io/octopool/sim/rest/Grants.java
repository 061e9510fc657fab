package io.octopool.sim.rest;

import io.octopool.sim.access.Credential;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a credential that sees a repository may still not read in it (github-rules B4): paths that its token lacks the
 * permission for, organisations that ask for single sign-on, and, for tokens of installations, what is private and needs a
 * permission that the token does not hold. GitHub asks for no permission where only public resources are read.
 */
final class Grants {

    private static final Pattern BY_NAME = Pattern.compile("/(?:repos|networks)/([^/]+)/([^/]+)(/.*)?");
    private static final Pattern BY_ID = Pattern.compile("/repositories/([0-9]{1,18})(/.*)?");
    private static final Pattern ORGANIZATION = Pattern.compile("/orgs/([^/]+)(/.*)?");

    private static final List<String> METADATA = List.of("metadata");
    private static final List<String> CHECKS = List.of("checks");
    private static final List<String> STATUSES = List.of("statuses");
    private static final List<String> PULLS = List.of("pull_requests");
    private static final List<String> ISSUES = List.of("issues", "pull_requests");
    private static final List<String> CONTENTS = List.of("contents");

    /** Permissions by the first segment below a repository, any of which does; others take metadata, which every token has. */
    private static final Map<String, List<String>> BY_SEGMENT = Map.ofEntries(
            Map.entry("actions", List.of("actions")),
            Map.entry("assignees", ISSUES),
            Map.entry("branches", CONTENTS),
            Map.entry("check-runs", CHECKS),
            Map.entry("check-suites", CHECKS),
            Map.entry("comments", CONTENTS),
            Map.entry("commits", CONTENTS),
            Map.entry("community", CONTENTS),
            Map.entry("compare", CONTENTS),
            Map.entry("contents", CONTENTS),
            Map.entry("deployments", List.of("deployments")),
            Map.entry("git", CONTENTS),
            Map.entry("issues", ISSUES),
            Map.entry("labels", ISSUES),
            Map.entry("license", CONTENTS),
            Map.entry("milestones", ISSUES),
            Map.entry("pulls", PULLS),
            Map.entry("readme", CONTENTS),
            Map.entry("releases", CONTENTS),
            Map.entry("statuses", STATUSES));

    private final World world;
    private final Tokens tokens;

    Grants(World world, Tokens tokens) {
        this.world = world;
        this.tokens = tokens;
    }

    /** What the call is refused with; empty if the credential may read it, or may not even know that it is there. */
    Optional<Rendered> refusal(Credential credential, String path) {
        Tokens.Standing standing = tokens.standing(credential.tokenName());
        Optional<Place> place = place(path).filter(there -> there.isSeenBy(credential));
        Optional<String> organization = place.map(Place::owner).filter(standing::awaitsSignOn);
        if (organization.isPresent()) {
            return Optional.of(Refusals.signOn(organization.get()));
        }
        List<String> permissions = place.map(there -> permissions(there.rest())).orElse(METADATA);
        boolean lacking = standing.forbids(path)
                || (credential instanceof Credential.Installation(var token, var _, var _)
                        && place.filter(Place::isPrivate).isPresent()
                        && !permissions.equals(METADATA)
                        && permissions.stream().noneMatch(token.permissions()::containsKey));
        return lacking ? Optional.of(Refusals.forbidden(credential, permissions)) : Optional.empty();
    }

    /** What a path is about. */
    private record Place(String owner, Optional<Repo> repo, String rest) {

        boolean isSeenBy(Credential credential) {
            return repo.isEmpty() || credential.sees(repo.get());
        }

        boolean isPrivate() {
            return repo.filter(Repo::isPrivate).isPresent();
        }
    }

    private Optional<Place> place(String path) {
        Matcher byName = BY_NAME.matcher(path);
        if (byName.matches()) {
            String owner = RouteTable.decode(byName.group(1));
            return world.repo(owner, RouteTable.decode(byName.group(2)))
                    .map(repo -> new Place(owner, Optional.of(repo), rest(byName, 3)));
        }
        Matcher byId = BY_ID.matcher(path);
        if (byId.matches()) {
            return world.repo(Long.parseLong(byId.group(1)))
                    .map(repo -> new Place(repo.owner(), Optional.of(repo), rest(byId, 2)));
        }
        Matcher organization = ORGANIZATION.matcher(path);
        return organization.matches()
                ? Optional.of(new Place(RouteTable.decode(organization.group(1)), Optional.empty(), ""))
                : Optional.empty();
    }

    private static String rest(Matcher path, int group) {
        return path.group(group) == null ? "" : path.group(group);
    }

    /** The permissions for what lies below a repository, any of which does. */
    private static List<String> permissions(String rest) {
        String[] segments = rest.split("/", -1);
        String first = segments.length > 1 ? segments[1] : "";
        if (first.equals("commits") && segments.length > 3) {
            switch (segments[segments.length - 1]) {
                case "check-runs", "check-suites" -> {
                    return CHECKS;
                }
                case "status", "statuses" -> {
                    return STATUSES;
                }
                case "pulls" -> {
                    return PULLS;
                }
                default -> {}
            }
        }
        return BY_SEGMENT.getOrDefault(first, METADATA);
    }
}
