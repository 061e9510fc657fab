package io.octopool.sim.access;

import io.octopool.sim.apps.InstallationToken;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Repo;
import java.util.Locale;
import java.util.Optional;

/** Who asks, as GitHub sees it. */
public sealed interface Credential {

    /** The name in the report of calls, such as {@code pat:alice}. */
    String name();

    /** The name of the very token, such as {@code pat:alice-2}; the same as {@link #name} where there is one token only. */
    default String tokenName() {
        return name();
    }

    /** Whose budget the call is charged to, such as {@code user:alice}. */
    String budgetOwner();

    /** What ETags depend on: different for each token, the same for each use of one. */
    String validatorKey();

    /** Whether this credential may know that the repository exists. */
    default boolean sees(Repo repo) {
        return !repo.isPrivate();
    }

    /** Whether this credential may write to the repository, and so sees its drafts. */
    default boolean mayPush(Repo repo) {
        return user().filter(user -> user.login().equalsIgnoreCase(repo.owner()) || user.belongsTo(repo.owner()))
                .isPresent();
    }

    /** The user behind it, if there is one. */
    default Optional<Account> user() {
        return Optional.empty();
    }

    /** A personal access token; several tokens of one user have one budget. */
    record Pat(Account account, String token) implements Credential {

        @Override
        public String name() {
            return "pat:" + account.login();
        }

        @Override
        public String tokenName() {
            return "pat:" + token.substring(Credentials.PAT_PREFIX.length()).toLowerCase(Locale.ROOT);
        }

        @Override
        public String budgetOwner() {
            return "user:" + account.login();
        }

        @Override
        public String validatorKey() {
            return token;
        }

        @Override
        public boolean sees(Repo repo) {
            return !repo.isPrivate()
                    || account.login().equalsIgnoreCase(repo.owner())
                    || account.belongsTo(repo.owner());
        }

        @Override
        public Optional<Account> user() {
            return Optional.of(account);
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** Client id and secret of an OAuth app as basic credentials: public data only. */
    record OAuthApp(String clientId) implements Credential {

        @Override
        public String name() {
            return "app:" + clientId;
        }

        @Override
        public String budgetOwner() {
            return name();
        }

        @Override
        public String validatorKey() {
            return name();
        }
    }

    /**
     * A token of an App's installation: public data, and what is private in its organisation, limited to the repositories
     * that the token is narrowed to.
     *
     * @param organization login of the organisation that holds the installation
     * @param suspended whether the installation is suspended, so that GitHub answers nothing
     */
    record Installation(InstallationToken token, String organization, boolean suspended) implements Credential {

        @Override
        public String name() {
            return "installation:" + token.installation();
        }

        @Override
        public String budgetOwner() {
            return name();
        }

        @Override
        public String validatorKey() {
            return token.token();
        }

        @Override
        public boolean sees(Repo repo) {
            boolean narrowedAway =
                    token.repositories().filter(ids -> !ids.contains(repo.id())).isPresent();
            return !repo.isPrivate() || (organization.equalsIgnoreCase(repo.owner()) && !narrowedAway);
        }
    }

    /** An App that proves itself by a JWT: good for what lies under {@code /app}. */
    record AppAssertion(String appId) implements Credential {

        @Override
        public String name() {
            return "jwt:" + appId;
        }

        @Override
        public String budgetOwner() {
            return "app:" + appId;
        }

        @Override
        public String validatorKey() {
            return name();
        }
    }

    /** No credential: public data, and the budget of the address. */
    record Anonymous() implements Credential {

        @Override
        public String name() {
            return "anonymous";
        }

        @Override
        public String budgetOwner() {
            return "ip";
        }

        @Override
        public String validatorKey() {
            return "";
        }
    }

    /**
     * A credential that GitHub does not know.
     *
     * @param problem what GitHub says of it
     */
    record Unknown(String problem) implements Credential {

        Unknown() {
            this("Bad credentials");
        }

        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public String budgetOwner() {
            return "ip";
        }

        @Override
        public String validatorKey() {
            return "";
        }
    }
}
