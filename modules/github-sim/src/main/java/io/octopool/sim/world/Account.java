package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A user or an organisation.
 *
 * @param id stable over restarts and seeds
 * @param organizations logins of the organisations a user belongs to; empty for organisations
 */
public record Account(long id, String login, String name, Kind kind, Instant createdAt, List<String> organizations) {

    /** What an account is, as GitHub's {@code type} says it. */
    public enum Kind {
        USER("User"),
        ORGANIZATION("Organization");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        public String type() {
            return type;
        }
    }

    public Account {
        organizations = List.copyOf(organizations);
    }

    /** Whether this user belongs to the organisation, its login compared without case. */
    public boolean belongsTo(String organization) {
        return organizations.stream().anyMatch(organization::equalsIgnoreCase);
    }

    Account withOrganizations(List<String> changed) {
        return new Account(id, login, name, kind, createdAt, changed);
    }

    static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }
}
