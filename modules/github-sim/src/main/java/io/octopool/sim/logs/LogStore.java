package io.octopool.sim.logs;

import io.octopool.sim.access.Credential;
import io.octopool.sim.access.Credentials;
import io.octopool.sim.calls.CallLog;
import io.octopool.sim.http.ApiReply;
import io.octopool.sim.http.ApiRequest;
import io.octopool.sim.http.Service;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.world.JobOfRun;
import io.octopool.sim.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The store that log downloads are redirected to. It asks for no credential and refuses every one: a client that sends its
 * authorization here leaks it. Calls are counted under one path and cost no quota; latency and failures meet them too.
 */
public final class LogStore implements Service {

    /** Under what calls are counted, whatever their address. */
    public static final String COUNTED_AS = "GET /_logs";

    private static final Map<String, String> TEXT = Map.of("content-type", "text/plain; charset=utf-8");
    private static final Map<String, String> XML = Map.of("content-type", "application/xml");

    private final World world;
    private final LiveSettings settings;
    private final CallLog calls;
    private final LogLinks links;
    private final Credentials credentials;

    public LogStore(World world, LiveSettings settings, CallLog calls, LogLinks links, Credentials credentials) {
        this.world = world;
        this.settings = settings;
        this.calls = calls;
        this.links = links;
        this.credentials = credentials;
    }

    @Override
    public void serve(ApiRequest request, Sender sender) throws IOException {
        Credential credential = credentials.of(request.header("authorization").orElse(null));
        CallLog.Ticket ticket = calls.begin(
                credential.name(),
                request.reads() ? COUNTED_AS : request.method() + " /_logs",
                request.method() + " " + request.target());
        Optional<FailRule> failure = settings.failureFor(request.path(), credential.name());
        ApiReply reply = failure.filter(rule -> rule.status() != null)
                .map(LogStore::injected)
                .orElseGet(() -> reply(request));
        if (failure.filter(FailRule::stallBody).isPresent()) {
            reply = reply.failingBy(ApiReply.Fault.STALL);
        }
        int status = reply.status();
        Service.hold(
                settings.current().latency().plus(failure.map(FailRule::delay).orElse(Duration.ZERO)));
        sender.send(reply, () -> ticket.answered(status));
    }

    private ApiReply reply(ApiRequest request) {
        if (request.header("authorization").isPresent()) {
            return problem(400, "InvalidAuthenticationInfo");
        }
        if (!request.reads()) {
            return problem(405, "UnsupportedHttpVerb");
        }
        Optional<LogLinks.Target> target = links.target(request.path(), request.query());
        if (target.isEmpty() || target.get().expired()) {
            return problem(403, "AuthenticationFailed");
        }
        return world.repo(target.get().repo())
                .flatMap(repo -> repo.job(target.get().job()))
                .filter(found -> found.job().hasLogs())
                .map(this::text)
                .orElseGet(() -> problem(404, "BlobNotFound"));
    }

    private ApiReply text(JobOfRun found) {
        int bytes = settings.current().logBytes();
        return ApiReply.of(200, TEXT, LogText.of(found.run(), found.job(), bytes));
    }

    private static ApiReply injected(FailRule rule) {
        int status = rule.status() == null ? 0 : rule.status();
        if (status == 0) {
            return ApiReply.of(0, Map.of(), "").failingBy(ApiReply.Fault.CUT);
        }
        Map<String, String> headers = new LinkedHashMap<>(TEXT);
        headers.putAll(rule.headers());
        return ApiReply.of(status, headers, rule.body() == null ? "failure injected\n" : rule.body());
    }

    private static ApiReply problem(int status, String code) {
        return ApiReply.of(
                status, XML, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code></Error>");
    }
}
