package io.octopool.api.server;

import io.octopool.api.operations.Readiness;
import io.octopool.api.secrets.IdentityCredentials;
import io.octopool.api.secrets.OwnedCredentials;
import io.octopool.api.secrets.TokenOwners;
import io.octopool.api.settings.Settings;
import io.octopool.github.apps.InstallationTokens;
import io.octopool.github.client.BoundedLogHost;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.HttpGitHub;
import io.octopool.github.client.HttpLogHost;
import io.octopool.github.directory.Directory;
import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseUnavailable;
import io.octopool.persistence.janitor.Janitor;
import io.octopool.persistence.janitor.JanitorSettings;
import io.octopool.persistence.logs.JdbcLogStore;
import io.octopool.persistence.projection.Projections;
import io.octopool.persistence.sweep.Sweeper;
import io.octopool.persistence.sweep.SweeperSettings;
import io.octopool.pool.Changes;
import io.octopool.pool.Entities;
import io.octopool.pool.EntitySettings;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.budget.AllowedGitHub;
import io.octopool.pool.budget.VerifierAllowance;
import io.octopool.pool.fetch.Credentials;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs below the front end: database, cluster, entities, projections, sweeper, audit buffer, and how they end. */
final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
    private static final Duration AUDIT_PERSIST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_STEP = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The largest answer to the wish for a token, which describes up to 500 repositories. */
    private static final long MAX_TOKEN_ANSWER_BYTES = 8L << 20;

    /** How many logs are downloaded at once: each is held in memory as a whole, with the JSON text of it. */
    private static final int LOG_DOWNLOADS = 16;

    private final Database database;
    private final HttpGitHub github;
    private final HttpGitHub tokenGitHub;
    private final HttpLogHost logHost;
    private final Optional<Credential> verifier;
    private final Credentials credentials;
    private final TokenOwners tokenOwners;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ActorSystem<Void> system;
    private final Changes changes;
    private final GitHub verifierGitHub;
    private final Optional<VerifierAllowance> verifierAllowance;
    private final Projections projections;
    private final ActorRef<AuditBuffer.Command> auditBuffer;

    /**
     * Starts everything; the node has joined its cluster, or is about to, when this returns.
     *
     * @throws StartFailure if the database cannot be opened
     */
    static Node start(Settings settings, InstantSource clock) throws StartFailure {
        Database database;
        try {
            database = Database.open(settings.database());
        } catch (DatabaseUnavailable e) {
            throw new StartFailure(e.getMessage(), e);
        }
        return new Node(settings, database, clock);
    }

    private Node(Settings settings, Database database, InstantSource clock) {
        this.database = database;
        this.github = new HttpGitHub(settings.githubApiUrl(), settings.maxResponseBytes(), CONNECT_TIMEOUT);
        this.tokenGitHub = new HttpGitHub(settings.githubApiUrl(), MAX_TOKEN_ANSWER_BYTES, CONNECT_TIMEOUT);
        this.logHost = new HttpLogHost(settings.githubApiUrl(), CONNECT_TIMEOUT);
        this.verifier = settings.orgToken().map(Credential.Bearer::new);
        this.credentials = new IdentityCredentials(
                settings.secrets(), settings.githubAppId(), new InstallationTokens(tokenGitHub, clock), clock);
        this.system = ActorSystem.create(Behaviors.empty(), "octopool", NodeConfig.of(settings));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        Changes joined = Changes.join(system);
        this.changes = joined;
        this.tokenOwners = new TokenOwners(
                new Directory(github, clock),
                call -> joined.accept(new Changes.OwnerCalled("TokenOwners", call)),
                clock);
        this.verifierAllowance = Entities.init(
                system,
                changes,
                new EntitySettings(
                        settings.cacheEntriesInMemory(),
                        settings.cacheMemoryBytes(),
                        settings.maxLogBytes(),
                        settings.requestTimeout(),
                        settings.publicRepoTtl(),
                        settings.publicRepoNegativeTtl(),
                        settings.publicReader().map(Credential.Basic::id),
                        settings.leaseLimits()),
                github,
                new BoundedLogHost(logHost, LOG_DOWNLOADS, workers, clock),
                new OwnedCredentials(credentials, tokenOwners, clock),
                settings.publicReader().map(Credential.class::cast),
                verifier,
                new JdbcLogStore(database),
                workers,
                clock);
        this.verifierGitHub = verifierAllowance
                .<GitHub>map(allowance -> new AllowedGitHub(github, allowance, clock))
                .orElse(github);
        this.projections = Projections.start(system, database, clock);
        Sweeper.init(system, database, new SweeperSettings(SWEEP_EVERY));
        Janitor.init(system, database, changes, JanitorSettings.within(settings.cacheDiskBytes()), clock);
        this.auditBuffer =
                system.systemActorOf(AuditBuffer.create(system, AUDIT_PERSIST_TIMEOUT), "audit-buffer", Props.empty());
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceStop(), "write-what-is-left", this::writeWhatIsLeft);
    }

    ActorSystem<Void> system() {
        return system;
    }

    Database database() {
        return database;
    }

    GitHub github() {
        return github;
    }

    /** For calls with the verifier's token. */
    GitHub verifierGitHub() {
        return verifierGitHub;
    }

    Optional<Credential> verifier() {
        return verifier;
    }

    /** Of identities, be they whose they may. */
    Credentials credentials() {
        return credentials;
    }

    TokenOwners tokenOwners() {
        return tokenOwners;
    }

    Changes changes() {
        return changes;
    }

    ActorRef<AuditBuffer.Command> auditBuffer() {
        return auditBuffer;
    }

    /** What {@code /ready} looks at. */
    Map<String, Readiness.Check> checks() {
        Map<String, Readiness.Check> checks = new LinkedHashMap<>();
        checks.put("cluster", () -> CompletableFuture.completedStage(membership()));
        checks.put("database", () -> database.ping().thenApply(_ -> "ok"));
        checks.put("projections", () -> CompletableFuture.completedStage(projections()));
        checks.put("audit", this::audit);
        return checks;
    }

    /** @throws StartFailure if the node is not ready within a minute */
    void awaitReady(Readiness readiness) throws StartFailure {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        poll(readiness, ready);
        try {
            ready.orTimeout(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new StartFailure("the server is not ready after " + START_TIMEOUT.toSeconds() + " s", e);
        }
    }

    private void poll(Readiness readiness, CompletableFuture<Void> ready) {
        CompletionStage<Boolean> _ = readiness.isReady().whenComplete((isReady, failure) -> {
            if (failure == null && isReady) {
                CompletionStage<?> _ = verifierKnown().whenComplete((_, _) -> ready.complete(null));
            } else if (!ready.isDone()) {
                system.scheduler()
                        .scheduleOnce(Duration.ofMillis(20), () -> poll(readiness, ready), system.executionContext());
            }
        });
    }

    /** Ends once GitHub was asked whose the verifier's token is, if it may be: what the user may spend, the entities know. */
    private CompletionStage<?> verifierKnown() {
        return verifierAllowance
                .<CompletionStage<?>>map(VerifierAllowance::owners)
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private String membership() {
        MemberStatus status = Cluster.get(system).selfMember().status();
        return status.equals(MemberStatus.up()) ? "ok" : "member is " + status;
    }

    private String projections() {
        return projections.status().entrySet().stream()
                .filter(entry -> !entry.getValue().equals("ok"))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .findFirst()
                .orElse("ok");
    }

    private CompletionStage<String> audit() {
        return AskPattern.<AuditBuffer.Command, AuditBuffer.Status>ask(
                        auditBuffer, AuditBuffer.GetStatus::new, Duration.ofSeconds(1), system.scheduler())
                .thenApply(status -> status.failing() ? status.waiting() + " records wait for the journal" : "ok");
    }

    private CompletionStage<Done> writeWhatIsLeft() {
        CompletableFuture<?> drained = AskPattern.<AuditBuffer.Command, AuditBuffer.Drained>ask(
                        auditBuffer, AuditBuffer.Drain::new, STOP_STEP, system.scheduler())
                .toCompletableFuture();
        return drained.handle((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("Audit records are lost: the journal does not take them");
                    }
                    return Done.getInstance();
                })
                .thenCompose(_ -> projections.caughtUp().orTimeout(STOP_STEP.toSeconds(), TimeUnit.SECONDS))
                .exceptionally(behind -> {
                    LOG.info("The tables are behind the journal; they catch up at the next start");
                    return Done.getInstance();
                });
    }

    /** Stops all of it, in order. Blocks until done. */
    void stop() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.unknownReason())
                .toCompletableFuture()
                .join();
        system.getWhenTerminated().toCompletableFuture().join();
        github.close();
        tokenGitHub.close();
        logHost.close();
        workers.shutdown();
        database.close();
    }
}
