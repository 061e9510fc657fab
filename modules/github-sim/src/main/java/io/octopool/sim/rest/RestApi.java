package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.access.Credential;
import io.octopool.sim.access.Credentials;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.CallLog;
import io.octopool.sim.graphql.Membership;
import io.octopool.sim.http.ApiReply;
import io.octopool.sim.http.ApiRequest;
import io.octopool.sim.http.Service;
import io.octopool.sim.logs.LogLinks;
import io.octopool.sim.quota.InProgress;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.quota.Standing;
import io.octopool.sim.replay.Recordings;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.settings.Padding;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.view.Urls;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The simulated API. A call goes down this list until something answers: injected failure, missing user agent, unknown
 * credential, exhausted budget, secondary limit, recording, missing permission, world. The answer is made when the call arrives and then held
 * back for the latency, so that a call which began before the world moved shows the world before.
 */
public final class RestApi implements Service {

    private static final int GRAPHQL_OK = 200;
    private static final int AT_ONCE_WAIT_SECONDS = 60;

    private final World world;
    private final Urls urls;
    private final LogLinks logs;
    private final LiveSettings settings;
    private final Quota quota;
    private final InProgress inProgress;
    private final Grants grants;
    private final CallLog calls;
    private final Recordings recordings;
    private final Credentials credentials;
    private final Membership membership;
    private final AppRoutes apps;
    private final Routes routes = new Routes();

    public RestApi(
            World world,
            Urls urls,
            LogLinks logs,
            LiveSettings settings,
            Quota quota,
            InProgress inProgress,
            CallLog calls,
            Recordings recordings,
            Credentials credentials,
            Tokens tokens,
            Installations installations) {
        this.inProgress = inProgress;
        this.grants = new Grants(world, tokens);
        this.world = world;
        this.urls = urls;
        this.logs = logs;
        this.settings = settings;
        this.quota = quota;
        this.calls = calls;
        this.recordings = recordings;
        this.credentials = credentials;
        this.apps = new AppRoutes(world, urls, installations);
        this.membership = new Membership(world);
    }

    @Override
    public void serve(ApiRequest request, Sender sender) throws IOException {
        Credential credential = credentials.of(request.header("authorization").orElse(null));
        try (CallLog.Ticket ticket = calls.begin(
                        credential.name(),
                        request.method() + " " + request.path(),
                        request.method() + " " + request.target());
                InProgress.Place place = inProgress.enter(credential.budgetOwner())) {
            if (Validators.asked(request)) {
                ticket.conditional();
            }
            Duration latency = settings.current().latency();
            Optional<FailRule> failure = settings.failureFor(request.path(), credential.name());
            ApiReply reply = failure.filter(rule -> rule.status() != null)
                    .map(rule -> injected(rule, request, credential))
                    .orElseGet(() -> reply(request, credential, ticket, place));
            if (failure.filter(FailRule::stallBody).isPresent()) {
                reply = reply.failingBy(ApiReply.Fault.STALL);
            }
            int status = reply.status();
            Service.hold(latency.plus(failure.map(FailRule::delay).orElse(Duration.ZERO)));
            sender.send(reply, () -> {
                place.leave();
                ticket.answered(status);
            });
        }
    }

    private ApiReply injected(FailRule rule, ApiRequest request, Credential credential) {
        int status = rule.status() == null ? 0 : rule.status();
        if (status == 0) {
            return ApiReply.of(0, Map.of(), "").failingBy(ApiReply.Fault.CUT);
        }
        Resource resource = Resource.of(request.path());
        Standing standing = quota.look(credential.budgetOwner(), resource);
        Rendered usual = Rendered.failure(status, StatusText.of(status));
        Map<String, String> headers = new LinkedHashMap<>(usual.headers());
        headers.putAll(ReplyHeaders.of(request, credential, standing));
        headers.putAll(rule.headers());
        return ApiReply.of(status, headers, rule.body() == null ? usual.body() : rule.body());
    }

    private ApiReply reply(ApiRequest request, Credential credential, CallLog.Ticket ticket, InProgress.Place place) {
        Resource resource = Resource.of(request.path());
        Standing standing = quota.look(credential.budgetOwner(), resource);
        Optional<Rendered> refusal = refusal(request, credential, standing, place);
        if (refusal.isPresent()) {
            return finished(request, credential, refusal.get(), standing);
        }
        Rendered rendered = padded(request, rendered(request, credential, ticket));
        Optional<String> etag = request.reads() && rendered.status() == 200
                ? Optional.of(Validators.etag(credential, request, rendered.body()))
                : Optional.empty();
        boolean same = etag.isPresent()
                && Validators.notModified(
                        request, etag.get(), rendered.headers().get("last-modified"));
        if (!isFree(request, credential, same)) {
            standing = quota.charge(credential.budgetOwner(), resource);
            if (!standing.allowed()) {
                return finished(request, credential, Refusals.exhausted(credential, standing), standing);
            }
            ticket.spent(credential.budgetOwner(), resource.label());
        }
        Rendered sent = same ? rendered.notModified() : rendered;
        ApiReply reply = finished(request, credential, sent, standing);
        etag.ifPresent(value -> reply.headers().put("etag", value));
        return reply;
    }

    private Optional<Rendered> refusal(
            ApiRequest request, Credential credential, Standing standing, InProgress.Place place) {
        if (request.header("user-agent").filter(agent -> !agent.isBlank()).isEmpty()) {
            return Optional.of(Refusals.NO_USER_AGENT);
        }
        Optional<Rendered> unfit = unfit(request, credential);
        if (unfit.isPresent()) {
            return unfit;
        }
        if (standing.resource() == Resource.GRAPHQL && credential.user().isEmpty()) {
            return Optional.of(Refusals.GRAPHQL_NEEDS_USER);
        }
        return isRateLimit(request) || standing.allowed()
                ? secondary(request, credential, standing.resource(), place)
                : Optional.of(Refusals.exhausted(credential, standing));
    }

    /** The secondary limits, which asking for the limits can meet as well (github-rules B1, B2). */
    private Optional<Rendered> secondary(
            ApiRequest request, Credential credential, Resource resource, InProgress.Place place) {
        Optional<SecondaryLimit> set = settings.secondaryLimitFor(credential.budgetOwner(), credential.tokenName());
        if (set.isPresent()) {
            return Optional.of(Refusals.secondary(set.get().form(), set.get().retryAfter()));
        }
        if (!place.allowed()) {
            return Optional.of(Refusals.secondary(AT_ONCE_WAIT_SECONDS));
        }
        int points = request.reads() || request.method().equals("OPTIONS") || resource == Resource.GRAPHQL ? 1 : 5;
        OptionalInt wait = quota.secondsToWait(credential.budgetOwner(), points);
        return wait.isPresent() ? Optional.of(Refusals.secondary(wait.getAsInt())) : Optional.empty();
    }

    /** What the credential is refused with, whatever its budget; empty if it fits. */
    private static Optional<Rendered> unfit(ApiRequest request, Credential credential) {
        boolean app = AppRoutes.isMeant(request.path());
        return switch (credential) {
            case Credential.Unknown unknown -> Optional.of(Refusals.badCredentials(unknown));
            case Credential.AppAssertion _ -> app ? Optional.empty() : Optional.of(Refusals.NOT_FOR_APPS);
            case Credential.Installation installation when installation.suspended() -> Optional.of(Refusals.SUSPENDED);
            case Credential.Installation _, Credential.Pat _, Credential.OAuthApp _, Credential.Anonymous _ ->
                app ? Optional.of(Refusals.NO_APP) : Optional.empty();
        };
    }

    private Rendered rendered(ApiRequest request, Credential credential, CallLog.Ticket ticket) {
        Query query = Query.parse(request.query());
        List<String> pairs = query.parameters().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .toList();
        Optional<Recordings.Answer> recorded =
                recordings.find(request.reads() ? "GET" : request.method(), request.path(), pairs, urls.base());
        if (recorded.isPresent()) {
            Recordings.Answer answer = recorded.get();
            return new Rendered(answer.status(), answer.headers(), answer.body());
        }
        if (request.path().equals("/graphql") && request.method().equals("POST")) {
            Account viewer = credential.user().orElseThrow();
            return Rendered.json(GRAPHQL_OK, membership.answer(viewer, request.body()));
        }
        if (AppRoutes.isMeant(request.path())) {
            return apps.answer(request, ticket);
        }
        if (!request.reads()) {
            return Rendered.failure(404, "Not Found");
        }
        if (isRateLimit(request)) {
            return Rendered.json(200, RateLimitView.of(quota, credential.budgetOwner()));
        }
        Optional<Rendered> denied = grants.refusal(credential, request.path());
        if (denied.isPresent()) {
            return denied.get();
        }
        Call call = new Call(world, urls, logs, credential, Media.of(request), query, Map.of());
        Routes.Routed routed = routes.answer(call, request.path(), request.query());
        return Rendered.of(routed, query, urls, json -> shape(json, call));
    }

    private void shape(JsonNode json, Call call) {
        BodyForms.apply(json, call.media());
        call.credential().user().ifPresent(user -> NestedRepos.grant(json, world, new RepoView(world, urls), user));
    }

    private Rendered padded(ApiRequest request, Rendered rendered) {
        Padding padding = settings.current().padding();
        return padding != null && request.path().startsWith(padding.pathPrefix())
                ? Padded.by(padding, rendered)
                : rendered;
    }

    /**
     * A 304 is free for those who show who they are, unless the settings say otherwise; asking for the limits is free for
     * all (github-rules B1, B3).
     */
    private boolean isFree(ApiRequest request, Credential credential, boolean notModified) {
        boolean freeIfSame = !(credential instanceof Credential.Anonymous)
                && !settings.current().chargeNotModified();
        return isRateLimit(request) || (notModified && freeIfSame);
    }

    private static boolean isRateLimit(ApiRequest request) {
        return request.path().equals("/rate_limit") && request.reads();
    }

    private static ApiReply finished(ApiRequest request, Credential credential, Rendered rendered, Standing standing) {
        Map<String, String> headers = ReplyHeaders.of(request, credential, standing);
        headers.putAll(rendered.headers());
        headers.putAll(standing.headers());
        return ApiReply.of(rendered.status(), headers, rendered.body());
    }
}
