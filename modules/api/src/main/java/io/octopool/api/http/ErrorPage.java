package io.octopool.api.http;

/** The page a browser gets for an error (server spec 1.6). */
final class ErrorPage {

    private ErrorPage() {}

    static String of(ApiError error, String requestId) {
        String title = error.status() >= 500 ? "Octopool has a problem" : "Octopool cannot do that";
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="robots" content="noindex"><title>%s</title></head>
                <body>
                <h1>%s</h1>
                <p>%s</p>
                <p><code>%s</code>, request <code>%s</code></p>
                <p><a href="/">Octopool</a></p>
                </body>
                </html>
                """.formatted(title, title, escaped(error.message()), escaped(error.code()), escaped(requestId));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
