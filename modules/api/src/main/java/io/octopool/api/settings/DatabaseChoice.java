package io.octopool.api.settings;

import io.octopool.api.secrets.Secrets;
import io.octopool.persistence.database.DatabaseSettings;
import java.nio.file.Path;

/** Which database the settings name: the embedded one unless there is a URL. */
final class DatabaseChoice {

    private static final String URL = "OCTOPOOL_DATABASE_URL";

    private DatabaseChoice() {}

    static DatabaseSettings of(Environment env, Secrets secrets) throws InvalidSettings {
        String url = secrets.find(URL).orElse("");
        if (url.isEmpty()) {
            return DatabaseSettings.embedded(dataDirectory(env));
        }
        try {
            return new DatabaseSettings(
                    url,
                    env.text("OCTOPOOL_DATABASE_USER").orElse(""),
                    secrets.find("OCTOPOOL_DATABASE_PASSWORD").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(URL + " is malformed: " + e.getMessage());
        }
    }

    private static Path dataDirectory(Environment env) throws InvalidSettings {
        if (env.text("OCTOPOOL_DATA_DIR").isPresent()) {
            return env.path("OCTOPOOL_DATA_DIR", "");
        }
        if (env.text("XDG_DATA_HOME").isPresent()) {
            return env.path("XDG_DATA_HOME", "").resolve("octopool");
        }
        return env.path("HOME", System.getProperty("user.home", ".")).resolve(Path.of(".local", "share", "octopool"));
    }
}
