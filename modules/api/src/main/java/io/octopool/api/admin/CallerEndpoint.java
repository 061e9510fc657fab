package io.octopool.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Asking;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Fields;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.caller.Caller;
import io.octopool.pool.caller.CallerKey;
import io.octopool.pool.caller.ClientToken;
import io.octopool.pool.lease.ChangeReply;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.policy.Policy;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v1/admin/callers} (server spec 1.7): makes a member of the organisation a caller of a pool. The pool comes into
 * being after the membership is proven, so that a refused call leaves nothing behind. A dry run asks GitHub the same, and then
 * neither enrols nor creates nor issues a token.
 */
final class CallerEndpoint implements Endpoint {

    private static final String CLIENT = "admin";
    private static final int CREATED = 201;
    private static final Set<String> FIELDS = Order.fieldsAnd("pool", "github_login", "name");

    private final RequestBody bodies;
    private final People people;
    private final Pools pools;
    private final ClusterSharding sharding;
    private final Policy initialPolicy;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    CallerEndpoint(
            RequestBody bodies,
            People people,
            Pools pools,
            ClusterSharding sharding,
            Policy initialPolicy,
            InstantSource clock) {
        this.bodies = bodies;
        this.people = people;
        this.pools = pools;
        this.sharding = sharding;
        this.initialPolicy = initialPolicy;
        this.clock = clock;
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        return bodies.object(exchange).thenCompose(body -> enrol(exchange, body));
    }

    private CompletionStage<HttpResponse> enrol(Exchange exchange, ObjectNode body) {
        Fields.requireKnown(body, FIELDS, "A caller", "");
        Order order = Order.of(exchange, body);
        String pool = Ids.pool(Fields.text(body, "pool"));
        String login = Fields.text(body, "github_login");
        String name = Ids.name(Fields.optionalText(body, "name").orElse(login));
        return people.requireMember(login)
                .thenCompose(_ -> people.find(login, "github_login"))
                .thenCompose(user -> createPool(pool, order)
                        .thenCompose(done -> order.dryRun()
                                ? CompletableFuture.completedStage(
                                        order.response(CREATED, true, foreseen(pool, user, name, done.created())))
                                : enrol(pool, user, name)));
    }

    private CompletionStage<ChangeReply.Done> createPool(String pool, Order order) {
        return pools.change(pool, new PoolChange.Create(initialPolicy), order);
    }

    private CompletionStage<HttpResponse> enrol(String pool, UserLookup.Found user, String name) {
        CallerKey key = new CallerKey(people.org(), user.id());
        String token = ClientToken.issue(key, random);
        Instant verifiedAt = clock.instant();
        CompletionStage<Caller.Enrolled> enrolled = sharding.entityRefFor(Caller.KEY, key.entityId())
                .ask(
                        replyTo -> new Caller.Enrol(
                                user.login(),
                                user.id(),
                                people.org(),
                                name,
                                verifiedAt,
                                pool,
                                CLIENT,
                                ClientToken.hash(token),
                                replyTo),
                        Asking.PATIENCE);
        return Asking.answered(enrolled).thenApply(caller -> response(caller, token));
    }

    private ObjectNode foreseen(String pool, UserLookup.Found user, String name, boolean poolCreated) {
        ObjectNode body = Json.object();
        body.putObject("caller")
                .put("name", name)
                .put("github_login", user.login())
                .put("org_login", people.org())
                .put("pool", pool)
                .put("client_name", CLIENT);
        return body.put("pool_created", poolCreated);
    }

    private static HttpResponse response(Caller.Enrolled caller, String token) {
        ObjectNode body = Json.object();
        body.putObject("caller")
                .put("id", caller.callerId())
                .put("name", caller.name())
                .put("github_login", caller.githubLogin())
                .put("org_login", caller.orgLogin())
                .put("pool", caller.pool())
                .put("client_name", caller.clientName());
        body.put("token", token);
        return Responses.json(CREATED, body);
    }
}
