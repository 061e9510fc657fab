package io.octopool.persistence.logs;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresLogStoreTest extends LogStoreContract {}
