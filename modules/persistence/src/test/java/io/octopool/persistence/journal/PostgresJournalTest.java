package io.octopool.persistence.journal;

import io.octopool.persistence.kit.FreshPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshPostgres.class)
final class PostgresJournalTest extends JournalContract {}
