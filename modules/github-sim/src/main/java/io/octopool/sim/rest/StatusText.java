package io.octopool.sim.rest;

/** The message GitHub gives with a status. */
final class StatusText {

    private StatusText() {}

    static String of(int status) {
        return switch (status) {
            case 401 -> "Bad credentials";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 410 -> "Gone";
            case 422 -> "Validation Failed";
            case 429 -> "Too Many Requests";
            case 451 -> "Repository access blocked";
            case 500 -> "Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}
