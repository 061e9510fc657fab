package io.octopool.api.admin.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.query.PoolDecision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryJsonTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");

    @ParameterizedTest
    @CsvSource({
        "pool_disabled, anne switched the pool off",
        "pool_enabled, anne switched the pool on",
        "identity_disabled, anne disabled identity a",
        "identity_enabled, anne enabled identity a",
        "identity_removed, anne removed identity a",
        "moved_elsewhere, anne moved elsewhere"
    })
    void saysInALineWhatWasDone(String kind, String line) {
        assertThat(HistoryJson.of("p", List.of(decision(7, kind, null, "{}")), 5)
                        .at("/history/0/line")
                        .asText())
                .isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"false, registered", "true, registered and enabled"})
    void saysThatARegistrationEnabledWhatWasDisabled(boolean enabled, String what) {
        String details = "{\"kind\":\"pat\",\"login\":\"bob\",\"weight\":1,\"scopes\":[],\"enabled\":" + enabled + "}";
        assertThat(HistoryJson.of("p", List.of(decision(7, "identity_registered", null, details)), 5)
                        .at("/history/0/line")
                        .asText())
                .isEqualTo("anne " + what + " identity a (pat of bob, weight 1, scopes none)");
    }

    @Test
    void addsTheReasonAndNamesTheNextPageOfAFullOne() {
        List<PoolDecision> full = List.of(
                decision(9, "identity_disabled", "Refused five times in a row.", "{}"),
                decision(7, "identity_enabled", null, "damaged"));
        assertThat(HistoryJson.of("p", full, 2).toString())
                .isEqualTo("{\"pool\":\"p\",\"history\":["
                        + "{\"number\":9,\"at\":\"2026-03-01T10:00:00.123Z\",\"by\":\"anne\","
                        + "\"reason\":\"Refused five times in a row.\",\"change\":\"identity_disabled\","
                        + "\"identity_id\":\"a\",\"line\":\"anne disabled identity a: Refused five times in a row.\","
                        + "\"details\":{}},"
                        + "{\"number\":7,\"at\":\"2026-03-01T10:00:00.123Z\",\"by\":\"anne\",\"reason\":null,"
                        + "\"change\":\"identity_enabled\",\"identity_id\":\"a\",\"line\":\"anne enabled identity a\","
                        + "\"details\":{}}],\"next_before\":7}");
    }

    private static PoolDecision decision(long number, String kind, @Nullable String reason, String details) {
        return new PoolDecision(number, AT, "anne", reason, kind, "a", details);
    }
}
