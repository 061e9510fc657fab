package io.octopool.sim.rest;

import io.octopool.sim.http.ApiRequest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The representation that a request asks for (github-rules B7).
 *
 * @param type the media type as asked, such as {@code application/vnd.github.v3.diff}
 */
record Media(Form form, String type) {

    /** Forms beside plain JSON; a route that does not know a form answers JSON. */
    enum Form {
        JSON,
        RAW,
        HTML,
        TEXT,
        FULL,
        DIFF,
        PATCH,
        SHA,
        OBJECT
    }

    private static final Pattern GITHUB = Pattern.compile(
            "application/vnd\\.github(?:\\.v3|\\.2022-11-28)?(?:\\.(raw|html|text|full|diff|patch|sha|object))?(?:\\+json)?");
    private static final Media PLAIN = new Media(Form.JSON, "application/json");

    /** The first media type of the {@code Accept} header that GitHub has forms for. */
    static Media of(ApiRequest request) {
        for (String one : request.header("accept").orElse("").split(",", -1)) {
            String type = one.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            Matcher github = GITHUB.matcher(type);
            if (github.matches()) {
                String form = github.group(1);
                return form == null ? PLAIN : new Media(Form.valueOf(form.toUpperCase(Locale.ROOT)), type);
            }
        }
        return PLAIN;
    }

    boolean is(Form wanted) {
        return form == wanted;
    }

    /** The type of a body in this form. */
    String contentType() {
        return type + "; charset=utf-8";
    }

    /** What {@code x-github-media-type} says. */
    String header() {
        if (form == Form.JSON) {
            return "github.v3; format=json";
        }
        String parameter = "github.v3; param=" + form.name().toLowerCase(Locale.ROOT);
        return type.endsWith("+json") ? parameter + "; format=json" : parameter;
    }
}
