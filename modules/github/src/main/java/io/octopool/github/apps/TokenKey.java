package io.octopool.github.apps;

import java.util.Set;

/** Whose tokens they are: different secrets or repositories never share one. */
record TokenKey(String appId, long installationId, String secretRef, Set<String> repositories) {

    static TokenKey of(Installation installation) {
        return new TokenKey(
                installation.appId(),
                installation.installationId(),
                installation.secretRef(),
                installation.repositories());
    }

    @Override
    public String toString() {
        return "TokenKey[" + appId + ", " + installationId + "]";
    }
}
