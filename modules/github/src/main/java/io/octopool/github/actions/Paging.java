package io.octopool.github.actions;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The paging of a request: which page, and how many items. */
final class Paging {

    static final String PAGE = "page";
    static final String PER_PAGE = "per_page";
    static final int MAX_PER_PAGE = 100;

    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");

    private Paging() {}

    /** A count without sign and leading zero, from one on; empty for anything else, and for what is absent or a list. */
    static OptionalInt count(RequestQuery query, String name) {
        return query.single(name)
                .filter(text -> COUNT.matcher(text).matches())
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElseGet(OptionalInt::empty);
    }

    /** Whether the parameter is absent, or a count that GitHub takes for the size of a page. */
    static boolean isPageSize(RequestQuery query, String name) {
        return !query.has(name) || count(query, name).orElse(MAX_PER_PAGE + 1) <= MAX_PER_PAGE;
    }

    /** Whether the first page is asked for. */
    static boolean isFirstPage(RequestQuery query) {
        return !query.has(PAGE) || query.single(PAGE).filter("1"::equals).isPresent();
    }

    /** Whether all names are among {@code names}, each with one text that is not empty. */
    static boolean hasOnly(RequestQuery query, Set<String> names) {
        return query.parameters().stream()
                .allMatch(parameter -> names.contains(parameter.name())
                        && !parameter.list()
                        && !parameter.values().getFirst().isEmpty());
    }

    /** The request for one page of everything. */
    static CanonicalRequest page(CanonicalRequest request, int number, int size) {
        return withQuery(
                request,
                List.of(
                        Parameter.one(PAGE, Integer.toString(number)),
                        Parameter.one(PER_PAGE, Integer.toString(size))));
    }

    static CanonicalRequest withQuery(CanonicalRequest request, List<Parameter> parameters) {
        return new CanonicalRequest(
                request.path(),
                new RequestQuery(parameters),
                request.accept(),
                request.apiVersion(),
                request.variant());
    }
}
