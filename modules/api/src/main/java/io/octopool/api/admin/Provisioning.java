package io.octopool.api.admin;

import io.octopool.api.http.Exchange;
import io.octopool.api.http.RequestBody;
import io.octopool.api.settings.Settings;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.directory.Directory;
import io.octopool.persistence.query.Identities;
import io.octopool.pool.policy.Policy;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The admin calls (server spec 1.7): callers, identities and the policies of pools. */
public final class Provisioning {

    private final CallerEndpoint callers;
    private final IdentityEndpoint identities;
    private final PolicyEndpoint policies;

    public Provisioning(
            Settings settings,
            RequestBody bodies,
            GitHub github,
            Optional<Credential> verifier,
            Identities known,
            ClusterSharding sharding,
            InstantSource clock) {
        AdminAccess access = new AdminAccess(settings.adminToken());
        People people =
                new People(new Directory(github, clock), verifier, settings.allowedOrg(), settings.requestTimeout());
        Policy initial = Policy.initial(settings.defaultAllowedOwners());
        this.callers = new CallerEndpoint(access, bodies, people, sharding, initial, clock);
        this.policies = new PolicyEndpoint(access, bodies, sharding, initial);
        this.identities = new IdentityEndpoint(access, bodies, people, settings.secrets(), known, sharding, initial);
    }

    public CompletionStage<HttpResponse> createCaller(Exchange exchange) {
        return callers.answer(exchange);
    }

    public CompletionStage<HttpResponse> showPolicy(String pool, Exchange exchange) {
        return policies.show(pool, exchange);
    }

    public CompletionStage<HttpResponse> changePolicy(String pool, Exchange exchange) {
        return policies.change(pool, exchange);
    }

    public CompletionStage<HttpResponse> registerIdentity(String pool, Exchange exchange) {
        return identities.answer(pool, exchange);
    }
}
