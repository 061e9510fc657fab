package io.octopool.api.relay;

import static io.octopool.api.relay.Answers.NOW;
import static io.octopool.api.relay.Answers.PAT;
import static io.octopool.api.relay.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.request.RelayHeaders;
import io.octopool.pool.cache.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConditionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if-none-match     | \"x\"                         | 200 | 304",
                "if-none-match     | \"a\", W/\"x\"                | 200 | 304",
                "if-none-match     | \"y\"                         | 200 | 200",
                "if-none-match     | *                             | 200 | 304",
                "if-none-match     | \"x\"                         | 404 | 404",
                "if-none-match     | \"x\"                         | 201 | 201",
                "if-modified-since | Sun, 03 May 2026 03:02:01 GMT | 200 | 304",
                "if-modified-since | Sun, 03 May 2026 03:02:00 GMT | 200 | 200",
                "if-modified-since | yesterday                     | 200 | 200",
                "accept            | text/plain                    | 200 | 200"
            })
    void answersNotModifiedToWhoHoldsTheAnswer(String name, String value, int status, int expected) {
        Reply.Served served = ClientConditions.apply(
                RelayHeaders.of(Map.of(name, value)),
                new Reply.Served(answer(status, "[1]", PAT), CacheStatus.HIT, false, false, NOW, null, null));
        assertThat(served.answer().status()).isEqualTo(expected);
    }

    @Test
    void keepsHeadersAndProvenanceButNoBody() {
        Reply.Served whole = new Reply.Served(answer("[1]", PAT), CacheStatus.MISS, true, false, null, null, null);
        Reply.Served held = ClientConditions.apply(RelayHeaders.of(Map.of("if-none-match", "\"x\"")), whole);
        Answer answer = held.answer();
        assertThat(answer.encoding()).isEqualTo("text");
        assertThat(new String(answer.body().text(), StandardCharsets.UTF_8)).isEqualTo("null");
        assertThat(answer.headersJson()).isEqualTo(whole.answer().headersJson());
        assertThat(answer.source()).isEqualTo(PAT);
        assertThat(held.cache()).isEqualTo(CacheStatus.MISS);
        assertThat(held.coalesced()).isTrue();
    }
}
