package io.octopool.api.relay;

import static io.octopool.api.relay.Answers.NOW;
import static io.octopool.api.relay.Answers.PAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.ReadReply;
import org.junit.jupiter.api.Test;

class ReadsTest {

    @Test
    void countsAsNoHitACachedAnswerThatIsTooLargeToRelay() throws Exception {
        CompressedBody huge = new CompressedBody(new byte[0], true, 9 << 20);
        Answer answer = new Answer(200, "{}", "json", huge, PAT, null, null, NOW);
        try (LoneRelay relay = LoneRelay.reading(_ -> new ReadReply.Fresh(answer, NOW.plusSeconds(60), null))) {
            LoneRelay.Said said =
                    relay.send("", "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/repos/octo-org/hello-world\"}");
            assertThat(said.status() + " " + said.reason()).isEqualTo("424 github_response_too_large");
            assertThat(relay.audited())
                    .returns("miss", AuditRecord::cacheStatus)
                    .returns(null, AuditRecord::identityId)
                    .returns(null, AuditRecord::backend);
        }
    }
}
