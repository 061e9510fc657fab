package io.octopool.api.server;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.delete;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.Directives.put;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.octopool.api.admin.Provisioning;
import io.octopool.api.http.Endpoint;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.PathMatcher1;
import org.apache.pekko.http.javadsl.server.PathMatcher2;
import org.apache.pekko.http.javadsl.server.Route;

/** The endpoints below {@code /v1/admin}, all behind the admin token. */
final class AdminRoutes {

    private final Provisioning admin;
    private final Function<Endpoint, Route> run;

    /** The run: makes the route of an endpoint. */
    AdminRoutes(Provisioning admin, Function<Endpoint, Route> run) {
        this.admin = admin;
        this.run = run;
    }

    Route create() {
        return pathPrefix(
                segment("v1").slash("admin"),
                () -> concat(
                        get(this::reads),
                        post(this::posts),
                        put(() -> path(
                                ofPool("policy"),
                                pool -> to(exchange -> admin.policies().change(pool, exchange)))),
                        delete(() -> path(
                                identity(),
                                (pool, id) -> to(exchange -> admin.identities().remove(pool, id, exchange))))));
    }

    private Route reads() {
        return concat(
                path("pools", () -> to(admin.pools()::list)),
                path(pool(), pool -> to(exchange -> admin.pools().show(pool, exchange))),
                path(ofPool("policy"), pool -> to(exchange -> admin.policies().show(pool, exchange))),
                path(
                        ofPool("identities"),
                        pool -> to(exchange -> admin.identities().list(pool, exchange))),
                path(ofPool("history"), pool -> to(exchange -> admin.history().of(pool, exchange))),
                path(
                        ofPool("explain"),
                        pool -> to(exchange -> admin.explanations().explain(pool, exchange))));
    }

    private Route posts() {
        return concat(
                path("callers", () -> to(admin.callers())),
                path("pools", () -> to(admin.pools()::create)),
                path(ofPool("disable"), pool -> to(exchange -> admin.pools().disable(pool, exchange))),
                path(ofPool("enable"), pool -> to(exchange -> admin.pools().enable(pool, exchange))),
                path(
                        ofPool("identities"),
                        pool -> to(exchange -> admin.identities().register(pool, exchange))),
                path(
                        ofIdentity("disable"),
                        (pool, id) -> to(exchange -> admin.identities().disable(pool, id, exchange))),
                path(
                        ofIdentity("enable"),
                        (pool, id) -> to(exchange -> admin.identities().enable(pool, id, exchange))),
                path(
                        ofIdentity("check"),
                        (pool, id) -> to(exchange -> admin.checks().check(pool, id))));
    }

    private Route to(Endpoint endpoint) {
        return run.apply(admin.access().guarded(endpoint));
    }

    private static PathMatcher1<String> pool() {
        return segment("pools").slash(segment());
    }

    private static PathMatcher1<String> ofPool(String what) {
        return pool().slash(what);
    }

    private static PathMatcher2<String, String> identity() {
        return ofPool("identities").slash(segment());
    }

    private static PathMatcher2<String, String> ofIdentity(String what) {
        return identity().slash(what);
    }
}
