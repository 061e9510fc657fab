package io.octopool.github.actions;

import io.octopool.github.Bytes;
import io.octopool.github.actions.ItemPage.Item;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a list of runs asked for with the shape {@code actions-summary-v1} is answered (server spec 7.12): where possible by
 * filtering one wide page that all such questions share, else by the exact question. {@code limit} is ours and never reaches
 * GitHub.
 */
public final class RunListPlan {

    private static final String RUNS = "workflow_runs";
    private static final String LIMIT = "limit";
    private static final String BRANCH = "branch";
    private static final String STATUS = "status";
    private static final Set<String> MEMBERS = Set.of("head_branch", STATUS, "conclusion");
    private static final Set<String> NAMES = Set.of(BRANCH, STATUS, Paging.PAGE, Paging.PER_PAGE, LIMIT);
    private static final Set<String> STATUSES = Set.of(
            "completed",
            "action_required",
            "cancelled",
            "failure",
            "neutral",
            "skipped",
            "stale",
            "startup_failure",
            "success",
            "timed_out",
            "in_progress",
            "queued",
            "requested",
            "waiting",
            "pending");
    private static final int NARROW = 25;
    private static final int DEFAULT_LIMIT = 30;

    private final CanonicalRequest request;
    private final int limit;
    private final @Nullable CanonicalRequest superset;

    private RunListPlan(CanonicalRequest request, boolean wide, boolean supersetAllowed) {
        this.request = request;
        OptionalInt perPage = Paging.count(request.query(), Paging.PER_PAGE);
        this.limit = Math.min(
                perPage.orElse(Paging.MAX_PER_PAGE),
                Paging.count(request.query(), LIMIT).orElse(perPage.orElse(DEFAULT_LIMIT)));
        this.superset = supersetAllowed && isEligible(request.query()) ? superset(request, limit, wide) : null;
    }

    /** Whether the route is one whose lists are planned. */
    public static boolean appliesTo(RouteMatch match) {
        return match.kind().equals("run_list") || match.kind().equals("workflow_run_list");
    }

    /**
     * The plan for a request.
     *
     * @param match a route that the plan {@link #appliesTo}; {@link IllegalArgumentException} for any other
     * @param supersetAllowed whether a shared page may be used at all: not where the caller has sent a validator of its own
     */
    public static RunListPlan of(RouteMatch match, CanonicalRequest request, boolean supersetAllowed) {
        if (!appliesTo(match)) {
            throw new IllegalArgumentException("no list of runs: " + match.kind());
        }
        return new RunListPlan(request, match.kind().equals("run_list"), supersetAllowed);
    }

    /** The wide page to ask for first; empty if only the exact request will do. */
    public Optional<CanonicalRequest> superset() {
        return Optional.ofNullable(superset);
    }

    /** The request in GitHub's own terms. */
    public CanonicalRequest exact() {
        if (!request.query().has(LIMIT)) {
            return request;
        }
        List<Parameter> parameters = new ArrayList<>(request.query().parameters());
        parameters.removeIf(parameter -> parameter.name().equals(LIMIT));
        OptionalInt asked = Paging.count(request.query(), LIMIT);
        if (asked.isPresent() && !request.query().has(Paging.PER_PAGE)) {
            int size = Math.min(asked.getAsInt(), Paging.MAX_PER_PAGE);
            parameters.add(Parameter.one(Paging.PER_PAGE, Integer.toString(size)));
        }
        return Paging.withQuery(request, parameters);
    }

    /**
     * The answer as cut out of the {@link #superset}.
     *
     * @param json the wide page
     * @return empty if the page cannot be read, or has too few runs of that branch or status: there may be more behind it
     */
    public Optional<Bytes> narrow(Bytes json) {
        Optional<ItemPage> page = ItemPage.read(json, RUNS, MEMBERS);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> branch = request.query().single(BRANCH);
        Optional<String> status = request.query().single(STATUS);
        List<Item> matching = page.get().items().stream()
                .filter(run -> branch.isEmpty() || run.says("head_branch", branch.get()))
                .filter(run ->
                        status.isEmpty() || run.says(STATUS, status.get()) || run.says("conclusion", status.get()))
                .toList();
        if ((branch.isPresent() || status.isPresent()) && matching.size() < limit) {
            return Optional.empty();
        }
        Splice view = new Splice(RUNS, matching.size());
        matching.stream().limit(limit).forEach(run -> view.add(page.get(), run));
        return Optional.of(view.end());
    }

    /** The answer to the {@link #exact} request without the runs beyond the limit; GitHub's total and all else stay. */
    public Bytes cut(Bytes json) {
        int most = Math.min(
                Paging.count(request.query(), Paging.PER_PAGE).orElse(Paging.MAX_PER_PAGE),
                Paging.count(request.query(), LIMIT).orElse(Paging.MAX_PER_PAGE));
        return ItemPage.read(json, RUNS, Set.of())
                .filter(page -> page.items().size() > most)
                .map(page -> page.first(most))
                .orElse(json);
    }

    private static boolean isEligible(RequestQuery query) {
        return Paging.hasOnly(query, NAMES)
                && Paging.isFirstPage(query)
                && Paging.isPageSize(query, Paging.PER_PAGE)
                && Paging.isPageSize(query, LIMIT)
                && query.single(STATUS)
                        .filter(status -> !STATUSES.contains(status))
                        .isEmpty();
    }

    private static @Nullable CanonicalRequest superset(CanonicalRequest request, int limit, boolean wide) {
        if (limit <= NARROW) {
            return Paging.page(request, 1, NARROW);
        }
        return wide ? Paging.page(request, 1, Paging.MAX_PER_PAGE) : null;
    }
}
