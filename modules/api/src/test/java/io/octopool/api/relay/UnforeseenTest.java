package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.http.Logged;
import io.octopool.pool.audit.AuditRecord;
import org.junit.jupiter.api.Test;

/** A defect behind the relay: here the entities of cached answers cannot be reached at all. */
class UnforeseenTest {

    @Test
    void leavesOneLogLineAndOneAuditRowOfTheRequestAndTellsNobodyWhatItWas() throws Exception {
        try (LoneRelay relay = LoneRelay.failing(new IllegalStateException("secret-text"));
                Logged logged = new Logged()) {
            LoneRelay.Said said = relay.send(
                    "?x=secret-query", "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/repos/octo-org/secret-body\"}");
            String id = said.header("x-request-id");
            JsonNode error = said.json().path("error");

            assertThat(said.status()).isEqualTo(424);
            assertThat(error.path("code").textValue()).isEqualTo("fallback_local");
            assertThat(said.reason()).isEqualTo("relay_overloaded");
            assertThat(error.path("request_id").textValue()).isEqualTo(id);
            assertThat(said.text()).doesNotContain("secret");
            assertThat(logged.lines())
                    .singleElement(STRING)
                    .contains(id, "IllegalStateException")
                    .doesNotContain("secret");
            assertThat(relay.audited())
                    .returns(id, AuditRecord::requestId)
                    .returns(424, AuditRecord::status)
                    .returns("relay_overloaded", AuditRecord::fallbackReason)
                    .returns("unknown", AuditRecord::cacheStatus);
            assertThat(relay.hasMoreAudited()).isFalse();
        }
    }
}
