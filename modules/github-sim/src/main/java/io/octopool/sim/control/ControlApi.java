package io.octopool.sim.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.access.Credentials;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.CallLog;
import io.octopool.sim.calls.CallReport;
import io.octopool.sim.http.ApiReply;
import io.octopool.sim.http.ApiRequest;
import io.octopool.sim.http.Service;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.settings.Padding;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Happened;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoChange;
import io.octopool.sim.world.RepoFile;
import io.octopool.sim.world.World;
import io.octopool.sim.world.WorldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control API under {@code /_sim/}; it needs no credential, costs nothing and is not counted. */
public final class ControlApi implements Service {

    /** What all its paths begin with. */
    public static final String PREFIX = "/_sim/";

    private static final String NAME = "[A-Za-z0-9_.-]{1,100}";
    private static final Pattern REPO = Pattern.compile("/_sim/repos/(" + NAME + ")/(" + NAME + ")(/events)?");
    private static final Pattern USER = Pattern.compile("/_sim/users/(" + NAME + ")");
    private static final Pattern INSTALLATION = Pattern.compile("/_sim/installations/([1-9][0-9]{0,17})");
    private static final Pattern TOKEN = Pattern.compile(
            "/_sim/tokens/(pat:(" + NAME + ")|installation:[1-9][0-9]{0,17}|app:" + Credentials.CLIENT_ID + ")");
    private static final Pattern RENAMED_TO = Pattern.compile("(" + NAME + "/)?" + NAME);
    private static final Pattern FORK_OF = Pattern.compile(NAME + "/" + NAME);
    private static final Pattern FILE =
            Pattern.compile("/_sim/repos/(" + NAME + ")/(" + NAME + ")/files/([A-Za-z0-9_./-]{1,200})");
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}");

    private final World world;
    private final LiveSettings settings;
    private final Quota quota;
    private final CallLog calls;
    private final Installations installations;
    private final Tokens tokens;

    public ControlApi(
            World world,
            LiveSettings settings,
            Quota quota,
            CallLog calls,
            Installations installations,
            Tokens tokens) {
        this.tokens = tokens;
        this.world = world;
        this.settings = settings;
        this.quota = quota;
        this.calls = calls;
        this.installations = installations;
    }

    @Override
    public void serve(ApiRequest request, Sender sender) throws IOException {
        sender.send(reply(request), () -> {});
    }

    /** Counters, budgets, settings and world as at start. */
    public void reset() {
        settings.reset();
        quota.reset();
        world.restart();
        installations.reset();
        tokens.reset();
        calls.clear();
    }

    private ApiReply reply(ApiRequest request) {
        try {
            return answer(request);
        } catch (ControlException e) {
            ObjectNode body = ControlBody.newObject().put("error", e.getMessage());
            if (e.field() != null) {
                body.put("field", e.field());
            }
            return json(e.status(), body);
        } catch (WorldException e) {
            return json(409, ControlBody.newObject().put("error", e.getMessage()));
        }
    }

    private ApiReply answer(ApiRequest request) {
        Matcher repo = REPO.matcher(request.path());
        Matcher file = FILE.matcher(request.path());
        Matcher user = USER.matcher(request.path());
        Matcher installation = INSTALLATION.matcher(request.path());
        Matcher token = TOKEN.matcher(request.path());
        return switch (request.method() + " " + request.path()) {
            case "GET /_sim/calls" -> json(200, showCalls(request.query()));
            case "DELETE /_sim/calls" -> {
                calls.clear();
                yield ApiReply.json(204, "");
            }
            case "POST /_sim/reset" -> {
                reset();
                yield ApiReply.json(204, "");
            }
            case "GET /_sim/settings" -> json(200, SettingsBody.show(settings));
            case "PATCH /_sim/settings" -> {
                SettingsBody.apply(ControlBody.parse(request.body()), settings, quota);
                yield json(200, SettingsBody.show(settings));
            }
            case String other
            when repo.matches() && repo.group(3) == null && request.method().equals("PUT") ->
                putRepo(repo.group(1), repo.group(2), ControlBody.parse(request.body()));
            case String other
            when repo.matches() && repo.group(3) != null && request.method().equals("POST") ->
                happen(repo.group(1), repo.group(2), ControlBody.parse(request.body()));
            case String other
            when file.matches() && request.method().equals("PUT") -> putFile(file, ControlBody.parse(request.body()));
            case String other
            when user.matches() && request.method().equals("PUT") ->
                putUser(user.group(1), ControlBody.parse(request.body()));
            case String other
            when token.matches() && request.method().equals("PUT") ->
                json(200, TokenBody.apply(token.group(1), ControlBody.parse(request.body()), tokens, installations));
            case String other
            when installation.matches() && request.method().equals("PUT") ->
                json(
                        200,
                        InstallationBody.apply(
                                Long.parseLong(installation.group(1)),
                                ControlBody.parse(request.body()),
                                installations));
            case String other -> throw ControlException.refused(404, "the control API has no " + other);
        };
    }

    private ApiReply putRepo(String owner, String name, ControlBody body) {
        body.allowOnly(Set.of("private", "renamed_to", "default_branch", "fork_of"));
        RepoChange change = new RepoChange(
                body.flag("private"),
                matching(body, "renamed_to", RENAMED_TO),
                matching(body, "default_branch", BRANCH),
                matching(body, "fork_of", FORK_OF));
        boolean known = world.repo(owner, name).isPresent();
        Repo repo = world.put(owner, name, change, settings.instant());
        ObjectNode answer = ControlBody.newObject()
                .put("id", repo.id())
                .put("full_name", repo.fullName())
                .put("private", repo.isPrivate())
                .put("default_branch", repo.defaultBranch());
        return json(known ? 200 : 201, answer);
    }

    private ApiReply putFile(Matcher path, ControlBody body) {
        body.allowOnly(Set.of("text", "size", "incompressible"));
        String text = body.text("text");
        Integer size = body.integer("size", 0, SettingsBody.LARGEST_BODY);
        boolean incompressible = Boolean.TRUE.equals(body.flag("incompressible"));
        if ((text == null) == (size == null)) {
            throw ControlException.field("size", "or text must be there, and not both");
        }
        String content = text == null ? Padding.text(size == null ? 0 : size, incompressible) : text;
        String owner = path.group(1);
        String name = path.group(2);
        requireRepo(owner, name);
        RepoFile file = world.putFile(owner, name, new RepoFile(path.group(3), content), settings.instant());
        ObjectNode answer = ControlBody.newObject()
                .put("path", file.path())
                .put("sha", file.sha())
                .put("size", file.bytes().length);
        return json(200, answer);
    }

    private void requireRepo(String owner, String name) {
        if (world.repo(owner, name).isEmpty()) {
            throw ControlException.refused(404, "there is no repository " + owner + "/" + name);
        }
    }

    private ApiReply happen(String owner, String name, ControlBody body) {
        requireRepo(owner, name);
        Happened happened = world.happen(owner, name, EventBody.read(body), settings.instant());
        ObjectNode answer = ControlBody.newObject().put("type", body.text("type"));
        Optional.ofNullable(happened.number()).ifPresent(number -> answer.put("number", number));
        Optional.ofNullable(happened.id()).ifPresent(id -> answer.put("id", id));
        Optional.ofNullable(happened.sha()).ifPresent(sha -> answer.put("sha", sha));
        return json(201, answer);
    }

    private ApiReply putUser(String login, ControlBody body) {
        body.allowOnly(Set.of("member", "other_organizations"));
        List<String> others = body.list("other_organizations").orElse(List.of());
        Boolean asked = body.flag("member");
        boolean member = asked == null
                ? world.user(login)
                        .filter(user -> user.belongsTo(world.organization()))
                        .isPresent()
                : asked;
        List<String> organizations = new ArrayList<>(others);
        if (member) {
            organizations.add(world.organization());
        }
        Account user = world.putUser(login, organizations);
        ObjectNode answer = ControlBody.newObject().put("login", user.login()).put("id", user.id());
        answer.set("organizations", ControlBody.tree(user.organizations()));
        return json(200, answer);
    }

    private static @Nullable String matching(ControlBody body, String field, Pattern form) {
        String value = body.text(field);
        if (value != null && !form.matcher(value).matches()) {
            throw ControlException.field(field, "must match " + form.pattern());
        }
        return value;
    }

    private static ObjectNode show(CallReport report) {
        ObjectNode json = ControlBody.newObject()
                .put("total", report.total())
                .put("not_modified", report.notModified())
                .put("conditional", report.conditional())
                .put("refused", report.refused())
                .put("max_in_flight", report.maxInFlight());
        json.set("by_credential", ControlBody.tree(report.byCredential()));
        json.set("by_path", ControlBody.tree(report.byPath()));
        json.set("quota_used", ControlBody.tree(report.quotaUsed()));
        json.set("installations", InstallationBody.show(report));
        return json;
    }

    private ObjectNode showCalls(String query) {
        ObjectNode json = show(calls.report());
        return switch (query) {
            case "", "targets=false" -> json;
            case "targets=true" -> json.set("targets", ControlBody.tree(calls.targets()));
            default -> throw ControlException.field("targets", "must be true or false, and is all that can be asked");
        };
    }

    private static ApiReply json(int status, JsonNode body) {
        return ApiReply.json(status, body.toString());
    }
}
