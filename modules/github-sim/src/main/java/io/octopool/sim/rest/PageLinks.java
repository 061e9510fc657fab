package io.octopool.sim.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code Link} header of a page. */
final class PageLinks {

    private PageLinks() {}

    /** Empty when everything fits on the first page. */
    static String header(String address, Query query, int total) {
        int page = query.page();
        int last = Math.max(1, Math.ceilDiv(total, query.perPage()));
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(address, query, Math.min(page - 1, last), "prev"));
        }
        if (page < last) {
            links.add(link(address, query, page + 1, "next"));
            links.add(link(address, query, last, "last"));
        }
        if (page > 1) {
            links.add(link(address, query, 1, "first"));
        }
        return String.join(", ", links);
    }

    private static String link(String address, Query query, int page, String relation) {
        StringBuilder target = new StringBuilder(address);
        String separator = "?";
        for (Query.Parameter parameter : query.parameters()) {
            if (!parameter.name().equals("page")) {
                target.append(separator)
                        .append(encode(parameter.name()))
                        .append('=')
                        .append(encode(parameter.value()));
                separator = "&";
            }
        }
        return "<" + target + separator + "page=" + page + ">; rel=\"" + relation + "\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
