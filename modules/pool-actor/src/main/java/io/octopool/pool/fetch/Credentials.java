package io.octopool.pool.fetch;

import io.octopool.github.client.Credential;
import io.octopool.pool.lease.Identity;
import java.util.Optional;

/** Turns an identity into the secret it stands for, on the node that is about to call GitHub. */
public interface Credentials {

    /** The credential, or nothing if the secret is missing or blank. May block for a moment. */
    Optional<Credential> of(Identity identity);
}
