package io.octopool.persistence.registry;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresIdentityRegistryTest extends IdentityRegistryContract {}
