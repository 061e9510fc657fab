package io.octopool.sim.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.apps.Assertions;
import io.octopool.sim.apps.InstallationToken;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.CallLog;
import io.octopool.sim.http.ApiRequest;
import io.octopool.sim.view.AccountView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.view.Urls;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an App asks about itself and its installations (github-rules B8). */
final class AppRoutes {

    private static final Pattern INSTALLATION =
            Pattern.compile("/app/installations/([1-9][0-9]{0,17})(/access_tokens)?");
    private static final int MOST_REPOSITORIES = 500;
    private static final Rendered NOT_FOUND = Rendered.failure(404, "Not Found");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final World world;
    private final Urls urls;
    private final Installations installations;

    AppRoutes(World world, Urls urls, Installations installations) {
        this.world = world;
        this.urls = urls;
        this.installations = installations;
    }

    /** Whether the path is one that only an App's assertion opens. */
    static boolean isMeant(String path) {
        return path.equals("/app") || path.startsWith("/app/");
    }

    Rendered answer(ApiRequest request, CallLog.Ticket ticket) {
        Matcher path = INSTALLATION.matcher(request.path());
        if (request.path().equals("/app") && request.reads()) {
            return Rendered.json(200, app());
        }
        if (!path.matches()) {
            return NOT_FOUND;
        }
        long id = Long.parseLong(path.group(1));
        Installations.Standing standing = installations.standing(id);
        boolean mints = path.group(2) != null;
        if (standing.deleted() || (mints ? !request.method().equals("POST") : !request.reads())) {
            return NOT_FOUND;
        }
        return mints ? minted(id, standing, request.body(), ticket) : Rendered.json(200, installation(id, standing));
    }

    private Rendered minted(long id, Installations.Standing standing, String body, CallLog.Ticket ticket) {
        JsonNode asked;
        try {
            asked = body.isBlank() ? JsonNodeFactory.instance.objectNode() : MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return Rendered.failure(400, "Problems parsing JSON");
        }
        Map<String, String> permissions = permissions(asked);
        List<String> names = names(asked);
        Optional<List<Repo>> repositories = names.isEmpty() ? Optional.empty() : Optional.of(repositories(names));
        Rendered refusal = null;
        if (standing.suspended()) {
            refusal = Refusals.SUSPENDED;
        } else if (!permissions.entrySet().stream()
                .allMatch(wanted -> standing.grants(wanted.getKey(), wanted.getValue()))) {
            refusal = Rendered.failure(422, "The permissions requested are not granted to this installation.");
        } else if (names.size() > MOST_REPOSITORIES
                || repositories.filter(found -> found.size() < names.size()).isPresent()) {
            refusal = Rendered.failure(
                    422,
                    "There is at least one repository that does not exist or is not accessible to the parent"
                            + " installation.");
        }
        ticket.tokenAsked(id, refusal == null, permissions, names);
        if (refusal != null) {
            return refusal;
        }
        Map<String, String> granted = permissions.isEmpty() ? standing.permissions() : permissions;
        InstallationToken token = installations.mint(
                id,
                granted,
                repositories.map(found -> found.stream().map(Repo::id).collect(Collectors.toSet())));
        return Rendered.json(201, token(token, repositories));
    }

    private ObjectNode token(InstallationToken token, Optional<List<Repo>> repositories) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("token", token.token())
                .put("expires_at", token.expiresAt().toString());
        levels(json, token.permissions());
        json.put("repository_selection", repositories.isPresent() ? "selected" : "all");
        repositories.ifPresent(found -> {
            RepoView view = new RepoView(world, urls);
            found.stream().map(view::inner).forEach(json.putArray("repositories")::add);
        });
        return json;
    }

    private ObjectNode app() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", Integer.parseInt(Assertions.APP_ID))
                .put("slug", "sim-app")
                .put("name", "Simulated App");
        json.set("owner", owner());
        levels(json, Installations.PERMISSIONS);
        json.putArray("events");
        return json;
    }

    private ObjectNode installation(long id, Installations.Standing standing) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("app_id", Integer.parseInt(Assertions.APP_ID))
                .put("app_slug", "sim-app")
                .put("target_type", "Organization")
                .put("repository_selection", "all")
                .put("access_tokens_url", urls.api("/app/installations/" + id + "/access_tokens"))
                .put(
                        "suspended_at",
                        standing.suspendedAt().map(Object::toString).orElse(null));
        json.set("account", owner());
        levels(json, standing.permissions());
        json.putArray("events");
        return json;
    }

    private ObjectNode owner() {
        return new AccountView(world, urls).brief(world.organization());
    }

    private static void levels(ObjectNode json, Map<String, String> permissions) {
        ObjectNode levels = json.putObject("permissions");
        new TreeMap<>(permissions).forEach(levels::put);
    }

    private static Map<String, String> permissions(JsonNode asked) {
        Map<String, String> permissions = new LinkedHashMap<>();
        asked.path("permissions")
                .properties()
                .forEach(level ->
                        permissions.put(level.getKey(), level.getValue().asText()));
        return permissions;
    }

    private static List<String> names(JsonNode asked) {
        return asked.path("repositories").valueStream().map(JsonNode::asText).toList();
    }

    /** Those of them that the organisation has. */
    private List<Repo> repositories(List<String> names) {
        Map<Long, Repo> found = new HashMap<>();
        names.forEach(name -> world.repo(world.organization(), name).ifPresent(repo -> found.put(repo.id(), repo)));
        return new ArrayList<>(found.values());
    }
}
