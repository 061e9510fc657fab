package io.octopool.persistence.sweep;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresSweeperTest extends SweeperContract {}
