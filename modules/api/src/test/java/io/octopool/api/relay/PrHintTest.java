package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrHintTest {

    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"state\":\"closed\",\"merged_at\":\"2026-01-01T00:00:00Z\",\"head\":{\"sha\":\"%s\"}} | true | true  | true",
                "{\"state\":\"closed\",\"merged_at\":null,\"head\":{\"user\":{\"sha\":1},\"sha\":\"%s\"}} | true | true  | false",
                "{\"state\":\"open\",\"head\":{\"sha\":\"ffff\"},\"base\":{\"sha\":\"%s\"}}             | false | false | false",
                "{\"user\":{\"state\":\"closed\",\"merged_at\":\"x\"},\"head\":\"%s\",\"state\":{\"a\":1}} | false | false | false",
                "{\"head\":null,\"merged_at\":true}                                                     | false | false | false",
                "[{\"state\":\"closed\"}]                                                               | false | false | false",
                "{\"state\":\"closed\",                                                                 | false | false | false"
            })
    void isTrueOfPullRequestsThatBearItOut(String pull, boolean head, boolean closed, boolean merged) {
        PullState state = PullState.of(Bytes.utf8(pull.formatted(SHA)));
        assertThat(new PrHint.Head(SHA).isTrueOf(state)).isEqualTo(head);
        assertThat(new PrHint.Closed().isTrueOf(state)).isEqualTo(closed);
        assertThat(new PrHint.Merged().isTrueOf(state)).isEqualTo(merged);
    }
}
