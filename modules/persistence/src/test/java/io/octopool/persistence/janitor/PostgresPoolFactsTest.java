package io.octopool.persistence.janitor;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresPoolFactsTest extends PoolFactsContract {}
