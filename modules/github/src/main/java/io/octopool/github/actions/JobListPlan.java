package io.octopool.github.actions;

import io.octopool.github.Bytes;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a run's jobs asked for with the shape {@code actions-jobs-v1} are answered (server spec 7.12): from pages of a hundred
 * that all such questions share, complete or not at all.
 */
public final class JobListPlan {

    private static final String JOBS = "jobs";
    private static final String FILTER = "filter";
    private static final Set<String> NAMES = Set.of(FILTER, Paging.PAGE, Paging.PER_PAGE);
    private static final int MAX_PAGES = 3;
    private static final int DEFAULT_SHOWN = 30;

    private final CanonicalRequest request;
    private final int shown;

    private JobListPlan(CanonicalRequest request) {
        this.request = request;
        this.shown = Paging.count(request.query(), Paging.PER_PAGE).orElse(DEFAULT_SHOWN);
    }

    /** The plan for a request; empty if it asks for anything that cannot be cut out of those pages. */
    public static Optional<JobListPlan> of(RouteMatch match, CanonicalRequest request) {
        RequestQuery query = request.query();
        boolean planned = match.kind().equals("run_jobs")
                && Paging.hasOnly(query, NAMES)
                && Paging.isFirstPage(query)
                && Paging.isPageSize(query, Paging.PER_PAGE)
                && query.single(FILTER)
                        .filter(filter -> !filter.equals("latest"))
                        .isEmpty();
        return planned ? Optional.of(new JobListPlan(request)) : Optional.empty();
    }

    /**
     * The request for one page. It names no filter: that of the latest attempt is GitHub's own.
     *
     * @param number from one on
     */
    public CanonicalRequest page(int number) {
        return Paging.page(request, number, Paging.MAX_PER_PAGE);
    }

    /** How many pages there are, one to three; empty if the first does not say so, or has too many jobs behind it. */
    public OptionalInt pages(Bytes firstPage) {
        OptionalLong total =
                ItemPage.read(firstPage, JOBS, Set.of()).map(ItemPage::total).orElseGet(OptionalLong::empty);
        if (total.isEmpty() || total.getAsLong() > MAX_PAGES * Paging.MAX_PER_PAGE) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.max(1, Math.ceilDiv((int) total.getAsLong(), Paging.MAX_PER_PAGE)));
    }

    /**
     * The answer made of all pages, with the total of all jobs.
     *
     * @param pages from the first to the last
     * @return empty unless every page can be read and tells the same total, and the pages have just as many jobs
     */
    public Optional<Bytes> merged(List<Bytes> pages) {
        List<ItemPage> read = new ArrayList<>();
        for (Bytes page : pages) {
            ItemPage.read(page, JOBS, Set.of()).ifPresent(read::add);
        }
        if (read.isEmpty() || read.size() != pages.size()) {
            return Optional.empty();
        }
        OptionalLong total = read.getFirst().total();
        long jobs = read.stream().mapToLong(page -> page.items().size()).sum();
        boolean complete = total.equals(OptionalLong.of(jobs))
                && read.stream().allMatch(page -> page.total().equals(total));
        return complete ? Optional.of(view(read, jobs)) : Optional.empty();
    }

    private Bytes view(List<ItemPage> pages, long total) {
        Splice view = new Splice(JOBS, total);
        int left = shown;
        for (ItemPage page : pages) {
            page.items().stream().limit(left).forEach(job -> view.add(page, job));
            left = Math.max(0, left - page.items().size());
        }
        return view.end();
    }
}
