package io.octopool.persistence.janitor;

import io.octopool.persistence.kit.FreshH2;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshH2.class)
final class H2PoolFactsTest extends PoolFactsContract {}
