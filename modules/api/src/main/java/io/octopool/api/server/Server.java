package io.octopool.api.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.Callers;
import io.octopool.api.access.Policies;
import io.octopool.api.access.TokenCheck;
import io.octopool.api.admin.Provisioning;
import io.octopool.api.admin.pools.PublicReader;
import io.octopool.api.http.Edge;
import io.octopool.api.http.Origins;
import io.octopool.api.http.RequestBody;
import io.octopool.api.operations.Discovery;
import io.octopool.api.operations.Liveness;
import io.octopool.api.operations.Probe;
import io.octopool.api.operations.Readiness;
import io.octopool.api.pools.PoolHealth;
import io.octopool.api.pools.PoolStats;
import io.octopool.api.relay.Relay;
import io.octopool.api.secrets.StartNotices;
import io.octopool.api.settings.InvalidSettings;
import io.octopool.api.settings.Settings;
import io.octopool.github.client.Credential;
import io.octopool.persistence.query.ActiveIdentities;
import io.octopool.persistence.query.CallerTokens;
import io.octopool.persistence.query.PoolCatalog;
import io.octopool.persistence.registry.IdentityRegistry;
import io.octopool.persistence.usage.Usage;
import io.octopool.pool.Changes;
import io.octopool.pool.Entities;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * One running node: everything composed.
 *
 * <pre>
 *   Listener ─▶ Edge ─▶ Routes ─▶ endpoints ─▶ entities (Node) ─▶ journal, GitHub
 * </pre>
 */
public final class Server implements AutoCloseable {

    private final Node node;
    private final Listener listener;
    private final StartNotices notices;

    private Server(Node node, Listener listener, StartNotices notices) {
        this.notices = notices;
        this.node = node;
        this.listener = listener;
    }

    /**
     * Starts a server; when this returns, {@code /ready} answers 200.
     *
     * @throws InvalidSettings if the environment does not configure a server
     * @throws StartFailure if the database, the port or the cluster cannot be had
     */
    public static Server start(Map<String, String> environment) throws InvalidSettings, StartFailure {
        return start(environment, InstantSource.system());
    }

    /** As {@link #start(Map)}, with a clock that everything goes by which compares times, deadlines of waiting excepted. */
    public static Server start(Map<String, String> environment, InstantSource clock)
            throws InvalidSettings, StartFailure {
        return start(Settings.of(environment), clock);
    }

    /** As {@link #start(Map)}. */
    public static Server start(Settings settings) throws StartFailure {
        return start(settings, InstantSource.system());
    }

    private static Server start(Settings settings, InstantSource clock) throws StartFailure {
        Node node = Node.start(settings, clock);
        try {
            Readiness readiness = new Readiness(node.checks());
            Edge edge = new Edge(new Origins(settings.publicUrl()), clock);
            Routes routes = new Routes(edge, parts(settings, node, readiness, clock));
            Listener listener = Listener.bind(node.system(), settings, edge, routes.create());
            node.awaitReady(readiness);
            return new Server(
                    node, listener, new StartNotices(ActiveIdentities.in(node.database()), settings.secrets()));
        } catch (StartFailure | RuntimeException e) {
            node.stop();
            throw e;
        }
    }

    private static Routes.Parts parts(Settings settings, Node node, Readiness readiness, InstantSource clock) {
        ClusterSharding sharding = ClusterSharding.get(node.system());
        Ticker ticker = ticker(clock);
        RequestBody bodies = new RequestBody(node.system());
        Callers callers =
                new Callers(TokenCheck.in(sharding), CallerTokens.in(node.database()), settings.allowedOrg(), ticker);
        Policies policies = new Policies(sharding, ticker);
        Relay relay = new Relay(bodies, callers, policies, sharding, node.auditBuffer(), ticker, clock);
        node.changes().subscribe(node.system(), change -> {
            switch (change) {
                case Changes.CallerChanged(String entityId) -> callers.changed(entityId);
                case Changes.PoolChanged(String pool) -> policies.changed(pool);
                case Changes.VisibilityFlipped flipped -> relay.visibilityFlipped(flipped.repoKey());
                case Changes.OwnerCalled _ -> {} // is between the budgets
            }
        });
        return new Routes.Parts(
                new Probe(),
                new Discovery(new Origins(settings.publicUrl()), settings.defaultLoginPool(), settings.allowedOrg()),
                readiness,
                new Liveness(),
                relay,
                new PoolHealth(callers, sharding),
                new PoolStats(callers, Usage.in(node.database()), ticker, clock),
                Provisioning.of(settings, bodies, adminPorts(settings, node, sharding, clock), sharding, clock));
    }

    private static Provisioning.Ports adminPorts(
            Settings settings, Node node, ClusterSharding sharding, InstantSource clock) {
        Optional<String> clientId = settings.publicReader().map(Credential.Basic::id);
        return new Provisioning.Ports(
                node.github(),
                node.verifierGitHub(),
                node.verifier(),
                node.credentials(),
                node.tokenOwners(),
                new IdentityRegistry(node.database(), clock),
                PoolCatalog.in(node.database()),
                new PublicReader(sharding, Entities.publicBudget(node.system(), clientId), clientId.isPresent()));
    }

    /** What is remembered for a time is forgotten by the same clock as everything else. */
    private static Ticker ticker(InstantSource clock) {
        Instant origin = clock.instant();
        return () -> Duration.between(origin, clock.instant()).toNanos();
    }

    /** Where it listens: {@code http://HOST:PORT}. */
    public URI uri() {
        return listener.uri();
    }

    /** What is worth a line at start about the registered identities; never fails, and answers within ten seconds. */
    public CompletionStage<List<String>> notices() {
        return notices.all();
    }

    /**
     * Stops: accepts no more, answers what it accepted, writes the audit, lets the tables catch up, leaves the cluster, closes
     * the database. Returns when all is done; calling it again does nothing.
     */
    @Override
    public void close() {
        node.stop();
    }
}
