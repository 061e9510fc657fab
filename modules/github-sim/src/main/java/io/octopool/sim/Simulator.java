package io.octopool.sim;

import io.octopool.sim.access.Credentials;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.apps.AppKey;
import io.octopool.sim.apps.Assertions;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.CallLog;
import io.octopool.sim.calls.CallReport;
import io.octopool.sim.control.ControlApi;
import io.octopool.sim.http.HttpListener;
import io.octopool.sim.logs.LogLinks;
import io.octopool.sim.logs.LogStore;
import io.octopool.sim.quota.InProgress;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.replay.RecordingException;
import io.octopool.sim.replay.Recordings;
import io.octopool.sim.rest.RestApi;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.Settings;
import io.octopool.sim.view.Urls;
import io.octopool.sim.world.Happened;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoChange;
import io.octopool.sim.world.RepoEvent;
import io.octopool.sim.world.RepoFile;
import io.octopool.sim.world.World;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A running simulator, and what its control API can do, for callers in the same JVM. Thread-safe. */
public final class Simulator implements AutoCloseable {

    private final World world;
    private final LiveSettings settings;
    private final CallLog calls;
    private final ControlApi control;
    private final HttpListener listener;
    private final Installations installations;
    private final Tokens tokens;
    private final Quota quota;
    private final Supplier<AppKey> appKey;

    private Simulator(
            World world,
            LiveSettings settings,
            CallLog calls,
            ControlApi control,
            HttpListener listener,
            Installations installations,
            Tokens tokens,
            Quota quota,
            Supplier<AppKey> appKey) {
        this.tokens = tokens;
        this.quota = quota;
        this.world = world;
        this.settings = settings;
        this.calls = calls;
        this.control = control;
        this.listener = listener;
        this.installations = installations;
        this.appKey = appKey;
    }

    /** Starts one with the defaults. */
    public static Simulator start() throws IOException {
        return start(SimulatorOptions.defaults());
    }

    /**
     * Starts one; it answers when this returns.
     *
     * @throws IOException when the port cannot be had or a recording cannot be read
     * @throws RecordingException when a recording is missing or malformed
     */
    public static Simulator start(SimulatorOptions options) throws IOException {
        Recordings recordings = Recordings.read(options.replayFiles());
        LiveSettings settings = new LiveSettings(options.clock(), options.latency());
        World world = new World(options.organization(), options.seed());
        Quota quota = new Quota(settings);
        CallLog calls = new CallLog();
        Installations installations = new Installations(settings);
        Supplier<AppKey> appKey = AppKey.lazily(options.seed());
        Tokens tokens = new Tokens();
        Credentials credentials = new Credentials(world, new Assertions(appKey, settings), installations, tokens);
        ControlApi control = new ControlApi(world, settings, quota, calls, installations, tokens);
        HttpListener listener = HttpListener.bind(options.port(), settings);
        Urls urls = new Urls(listener.uri().toString());
        LogLinks links = new LogLinks(urls.base(), settings);
        LogStore logs = new LogStore(world, settings, calls, links, credentials);
        RestApi api = new RestApi(
                world,
                urls,
                links,
                settings,
                quota,
                new InProgress(settings),
                calls,
                recordings,
                credentials,
                tokens,
                installations);
        listener.start(Map.of("/", api, LogLinks.PREFIX, logs, ControlApi.PREFIX, control));
        return new Simulator(world, settings, calls, control, listener, installations, tokens, quota, appKey);
    }

    /** The base of the API, such as {@code http://127.0.0.1:9797}, without a slash at the end. */
    public URI uri() {
        return listener.uri();
    }

    /** The key of the App 1, the same for the same seed; made when it is first wanted. */
    public AppKey appKey() {
        return appKey.get();
    }

    /** Changes an installation of the App: every positive number is one. */
    public Installations.Standing putInstallation(long id, Installations.Change change) {
        return installations.change(id, change);
    }

    /** Ends the tokens that an installation has; it gives others. */
    public void revokeTokens(long installation) {
        installations.revokeTokens(installation);
    }

    /** Lets a token stand like this, by its name such as {@code pat:bob-2}. */
    public void putToken(String name, Tokens.Standing standing) {
        tokens.put(name, standing);
    }

    /** Leaves so many units of a budget, such as {@code user:bob} and {@code CORE}; its window stays, or begins. */
    public void leave(String owner, Resource resource, int remaining) {
        quota.leave(owner, resource, remaining);
    }

    /** Lets calls meet a secondary limit from here on, in place of an earlier one for the same. */
    public void limit(SecondaryLimit rule) {
        settings.limit(rule);
    }

    /** Takes the secondary limits away that {@link #limit} set. */
    public void lift() {
        settings.lift();
    }

    /** What it saw since the start or the last {@link #clearCalls} or {@link #reset}. */
    public CallReport calls() {
        return calls.report();
    }

    /**
     * How often each request target came since then, such as {@code GET /repos/o/r/pulls/1?per_page=2}, byte for byte as
     * received; targets beyond the first 200,000 are left out.
     */
    public Map<String, Long> targets() {
        return calls.targets();
    }

    /** Counters to zero; budgets stay. */
    public void clearCalls() {
        calls.clear();
    }

    /** Counters, budgets, settings and world as at start. */
    public void reset() {
        control.reset();
    }

    public Settings settings() {
        return settings.current();
    }

    /** Changes settings, such as {@code simulator.change(settings -> settings.withLimit(10))}. */
    public void change(UnaryOperator<Settings> change) {
        settings.change(change);
    }

    /** Lets calls fail from here on, in place of an earlier rule. */
    public void fail(FailRule rule) {
        settings.fail(rule);
    }

    /** Lets calls succeed again. */
    public void heal() {
        settings.fail(null);
    }

    /** Creates a repository with the usual content, or changes it; an unknown owner becomes a user. */
    public Repo putRepo(String owner, String name, RepoChange change) {
        return world.put(owner, name, change, settings.instant());
    }

    /** Lets something happen to a repository. */
    public Happened happen(String owner, String name, RepoEvent event) {
        return world.happen(owner, name, event, settings.instant());
    }

    /** Writes a file to the tree of every branch of a repository. */
    public void putFile(String owner, String name, String path, String text) {
        world.putFile(owner, name, new RepoFile(path, text), settings.instant());
    }

    /** Creates a user or changes the organisations it belongs to. */
    public void putUser(String login, List<String> organizations) {
        world.putUser(login, organizations);
    }

    /** What the world holds: accounts and repositories as they are. */
    public World world() {
        return world;
    }

    /** Closes the listener and every connection; open calls end unanswered. */
    @Override
    public void close() {
        listener.close();
    }
}
