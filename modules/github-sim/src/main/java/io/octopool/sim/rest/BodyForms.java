package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The forms of what people wrote: Markdown as {@code body}, {@code body_text} and {@code body_html}. */
final class BodyForms {

    private BodyForms() {}

    /** Puts the bodies of an answer, of its items and of what they contain into the form that was asked for. */
    static void apply(JsonNode json, Media media) {
        switch (media.form()) {
            case TEXT, HTML, FULL -> walk(json, media.form());
            case JSON, RAW, DIFF, PATCH, SHA, OBJECT -> {}
        }
    }

    static String html(String markdown) {
        String escaped =
                markdown.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<p dir=\"auto\">" + escaped.replace("\n\n", "</p>\n<p dir=\"auto\">") + "</p>";
    }

    private static void walk(JsonNode json, Media.Form form) {
        if (json instanceof ObjectNode object && object.path("body").isTextual() && isWritten(object)) {
            String body = object.get("body").textValue();
            if (form != Media.Form.HTML) {
                object.put("body_text", body.strip());
            }
            if (form != Media.Form.TEXT) {
                object.put("body_html", html(body));
            }
            if (form != Media.Form.FULL) {
                object.remove("body");
            }
        }
        json.forEach(child -> walk(child, form));
    }

    private static boolean isWritten(ObjectNode object) {
        return object.has("user") || object.has("author");
    }
}
