package io.octopool.api.admin;

import io.octopool.api.admin.explain.ExplainEndpoint;
import io.octopool.api.admin.identities.CheckEndpoint;
import io.octopool.api.admin.identities.IdentityEndpoint;
import io.octopool.api.admin.identities.PatOwner;
import io.octopool.api.admin.pools.HistoryEndpoint;
import io.octopool.api.admin.pools.PolicyEndpoint;
import io.octopool.api.admin.pools.PoolEndpoint;
import io.octopool.api.admin.pools.PublicReader;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.RequestBody;
import io.octopool.api.secrets.TokenOwners;
import io.octopool.api.settings.Settings;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.directory.Directory;
import io.octopool.persistence.query.PoolCatalog;
import io.octopool.persistence.registry.IdentityRegistry;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The admin calls (server spec 1.7, 17.1 item 5): callers, pools, their policies, identities and history.
 *
 * @param access what every one of them is behind
 */
public record Provisioning(
        AdminAccess access,
        Endpoint callers,
        PoolEndpoint pools,
        PolicyEndpoint policies,
        IdentityEndpoint identities,
        CheckEndpoint checks,
        HistoryEndpoint history,
        ExplainEndpoint explanations) {

    /** How long a call of GitHub may take: somebody sits and waits for it. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    /**
     * What they reach for: GitHub, the credentials for it, and the read side.
     *
     * @param verifierGitHub for calls with the verifier's token
     * @param credentials of identities, be they whose they may: checks find that out
     */
    public record Ports(
            GitHub github,
            GitHub verifierGitHub,
            Optional<Credential> verifier,
            Credentials credentials,
            TokenOwners tokenOwners,
            IdentityRegistry registry,
            PoolCatalog catalog,
            PublicReader reader) {}

    public static Provisioning of(
            Settings settings, RequestBody bodies, Ports ports, ClusterSharding sharding, InstantSource clock) {
        Duration timeout =
                settings.requestTimeout().compareTo(LONGEST_CALL) < 0 ? settings.requestTimeout() : LONGEST_CALL;
        People people = new People(
                new Directory(ports.verifierGitHub(), clock), ports.verifier(), settings.allowedOrg(), timeout);
        Policy initial = Policy.initial(settings.defaultAllowedOwners());
        Pools pools = new Pools(sharding);
        PatOwner owners = new PatOwner(people, settings.secrets(), ports.tokenOwners(), pools, timeout);
        return new Provisioning(
                new AdminAccess(settings.adminToken()),
                new CallerEndpoint(bodies, people, pools, sharding, initial, clock),
                new PoolEndpoint(bodies, pools, ports.catalog(), ports.reader(), initial),
                new PolicyEndpoint(bodies, pools, initial),
                new IdentityEndpoint(bodies, settings.secrets(), owners, ports.registry(), pools, initial, clock),
                new CheckEndpoint(pools, ports.credentials(), ports.github(), timeout, clock),
                new HistoryEndpoint(pools, ports.catalog()),
                new ExplainEndpoint(pools, sharding, ports.reader(), clock));
    }
}
