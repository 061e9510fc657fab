package io.octopool.persistence.projection;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresProjectionsTest extends ProjectionsContract {}
