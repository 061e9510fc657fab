package io.octopool.sim.rest;

import io.octopool.sim.view.EventView;
import io.octopool.sim.world.Repo;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Events of users, organisations and repositories; of the private ones for those who see them. */
final class EventRoutes {

    private EventRoutes() {}

    static void addTo(RouteTable<AccountRoutes.Handler> table) {
        table.add("/users/{login}/events", call -> ofUser(call, true));
        table.add("/users/{login}/received_events", call -> ofUser(call, false));
        table.add("/orgs/{org}/events", EventRoutes::ofOrganization);
    }

    static void addReposTo(RouteTable<RepoCall.Handler> table) {
        table.add("/events", call -> list(call.call(), Stream.of(call.repo()), event -> true));
    }

    private static Answer ofUser(Call call, boolean own) {
        return Answer.orNotFound(
                call.world().account(call.parameter("login")),
                user -> list(
                        call,
                        call.world().repos().stream(),
                        event -> event.actor().equalsIgnoreCase(user.login()) == own));
    }

    private static Answer ofOrganization(Call call) {
        return Answer.orNotFound(
                call.world().account(call.parameter("org")),
                owner -> list(call, call.world().reposOf(owner.login()).stream(), event -> true));
    }

    private static Answer list(Call call, Stream<Repo> repos, Predicate<EventView.Event> wanted) {
        EventView view = new EventView(call.world(), call.urls());
        List<EventView.Event> events = view.of(repos.filter(call.credential()::sees)).stream()
                .filter(wanted)
                .toList();
        return Answer.list(events, view::show);
    }
}
