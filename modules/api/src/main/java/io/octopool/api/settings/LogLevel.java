package io.octopool.api.settings;

/** From which level on the server's own log lines are written. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
