package io.octopool.persistence.registry;

import io.octopool.persistence.kit.FreshH2;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshH2.class)
final class H2IdentityRegistryTest extends IdentityRegistryContract {}
