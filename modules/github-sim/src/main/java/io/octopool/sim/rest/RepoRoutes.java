package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.view.AccountView;
import io.octopool.sim.view.FactsView;
import io.octopool.sim.view.GitView;
import io.octopool.sim.view.IssueView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Repo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** The repository itself, and what is known of it as a whole. */
final class RepoRoutes {

    private RepoRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("", RepoRoutes::view);
        table.add("/languages", call -> Answer.of(facts(call).languages()));
        table.add("/topics", call -> Answer.of(facts(call).topics()));
        table.add("/community/profile", call -> Answer.of(facts(call).community()));
        table.add("/contributors", call -> Answer.list(facts(call).contributors(), one -> one));
        table.add("/deployments", RepoRoutes::deployments);
        table.add("/forks", RepoRoutes::forks);
        table.add("/stargazers", call -> people(call, user -> true));
        table.add("/subscribers", call -> people(call, user -> user.id() % 2 == 0));
        table.add("/assignees", call -> people(call, user -> isAssignable(call.repo(), user)));
        table.add("/assignees/{login}", RepoRoutes::assignee);
        table.add("/labels", call -> Answer.list(facts(call).labels(), labelView(call)));
        table.add("/labels/{name}", RepoRoutes::label);
        table.add("/milestones", call -> Answer.list(List.of(facts(call).milestone()), one -> one));
        table.add(
                "/milestones/{number}",
                call -> call.number("number") == 1 ? Answer.of(facts(call).milestone()) : Answer.NOT_FOUND);
        table.add("/tags", RepoRoutes::tags);
        addStatistic(table, "contributors", FactsView::statsOfContributors);
        addStatistic(table, "commit_activity", FactsView::commitActivity);
        addStatistic(table, "code_frequency", FactsView::codeFrequency);
        addStatistic(table, "participation", FactsView::participation);
        addStatistic(table, "punch_card", FactsView::punchCard);
    }

    /** The first who asks after a push is told to come again: 202 and an empty object. */
    private static void addStatistic(
            RouteTable<RepoCall.Handler> table, String name, Function<FactsView, JsonNode> statistic) {
        table.add(
                "/stats/" + name,
                call -> call.world().statistics().isReady(call.repo(), name)
                        ? Answer.of(statistic.apply(facts(call)))
                        : Answer.ACCEPTED);
    }

    private static Answer view(RepoCall call) {
        RepoView view = new RepoView(call.world(), call.urls());
        return Answer.of(
                view.full(call.repo(), call.call().reader()), call.repo().updatedAt());
    }

    private static Answer forks(RepoCall call) {
        RepoView view = new RepoView(call.world(), call.urls());
        List<Repo> forks = call.world().repos().stream()
                .filter(repo -> Objects.equals(repo.forkOf(), call.repo().id()))
                .filter(call.call().credential()::sees)
                .toList();
        return Answer.list(forks, repo -> view.listed(repo, call.call().reader()));
    }

    private static Answer deployments(RepoCall call) {
        List<JsonNode> deployments = call.repo().git().resolve(call.repo().defaultBranch()).stream()
                .<JsonNode>map(facts(call)::deployment)
                .toList();
        return Answer.list(deployments, one -> one);
    }

    private static Answer people(RepoCall call, Predicate<Account> wanted) {
        AccountView view = new AccountView(call.world(), call.urls());
        List<Account> people = call.world().users().stream().filter(wanted).toList();
        return Answer.list(people, user -> view.brief(user.login()));
    }

    private static Answer assignee(RepoCall call) {
        return call.world()
                        .user(call.parameter("login"))
                        .filter(user -> isAssignable(call.repo(), user))
                        .isPresent()
                ? Answer.NO_CONTENT
                : Answer.NOT_FOUND;
    }

    private static boolean isAssignable(Repo repo, Account user) {
        return user.login().equalsIgnoreCase(repo.owner()) || user.belongsTo(repo.owner());
    }

    private static Answer label(RepoCall call) {
        String name = call.parameter("name");
        return facts(call).labels().contains(name) ? Answer.of(labelView(call).apply(name)) : Answer.NOT_FOUND;
    }

    private static Function<String, JsonNode> labelView(RepoCall call) {
        IssueView issues = new IssueView(call.world(), call.urls());
        return name -> issues.label(call.repo(), name);
    }

    private static Answer tags(RepoCall call) {
        GitView git = new GitView(call.world(), call.urls(), call.repo());
        List<Map.Entry<String, String>> newestFirst = call.repo().git().tags().entrySet().stream()
                .sorted(Map.Entry.<String, String>comparingByKey().reversed())
                .toList();
        return Answer.list(newestFirst, tag -> git.listedTag(tag.getKey(), tag.getValue()));
    }

    private static FactsView facts(RepoCall call) {
        return new FactsView(call.world(), call.urls(), call.repo());
    }
}
