package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayRequestTest {

    private static final String SHA = "0123456789ABCDEF0123456789abcdef01234567";

    @Test
    void keepsWhatMeansSomethingAndDropsTheRest() throws Exception {
        RelayRequest request = parse("""
                {"pool": " maintainers ", "method": " get ", "path": " /repos/o/r/branches/a%%2Fb ",
                 "query": {"Per_Page": "5", "labels": ["b", "a", "b"]},
                 "headers": {"Accept": "text/plain", "accept": "application/json", "Cache-Control": "max-age=7",
                             "Authorization": "Bearer x", "X-GitHub-Api-Version": 7, "if-none-match": "\\"e\\""},
                 "route_hint": {"owner": "o", "repo": "r", "kind": "pr_files", "pr_head_sha": "%s"},
                 "cache_key": "k", "idempotency_key": "i", "more": {"deep": [1]}}
                """.formatted(SHA));
        assertThat(request.pool()).isEqualTo("maintainers");
        assertThat(request.path().text()).isEqualTo("/repos/o/r/branches/a%2Fb");
        assertThat(request.query().encoded()).isEqualTo("Per_Page=5&labels=b&labels=a&labels=b");
        assertThat(request.headers().values())
                .isEqualTo(
                        Map.of("accept", "application/json", "cache-control", "max-age=7", "if-none-match", "\"e\""));
        assertThat(request.hint()).isEqualTo(new PrHint.Head("0123456789abcdef0123456789abcdef01234567"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pr_state\":\"MERGED\"}                                    | pr-state:merged",
                "{\"pr_state\":\"closed\"}                                    | pr-state:closed",
                "{\"pr_state\":\"open\"}                                      | none",
                "{\"pr_state\":7}                                               | none",
                "{\"pr_head_sha\":\"abc\",\"pr_state\":\"closed\"}        | pr-state:closed",
                "{\"pr_head_sha\":\"g123456789abcdef0123456789abcdef01234567\"} | none",
                "{\"pr_head_sha\":null}                                         | none",
                "[]                                                               | none",
                "\"text\"                                                       | none",
                "null                                                             | none"
            })
    void takesHintsThatSaySomething(String hint, String variant) throws Exception {
        PrHint taken = parse("{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"route_hint\":" + hint + "}")
                .hint();
        assertThat(taken == null ? "none" : taken.variant()).isEqualTo(variant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"method\":\"POST\",\"path\":\"x\",\"query\":[]}                          | invalid_request",
                "{\"pool\":\"p\",\"method\":\"POST\",\"path\":\"x\",\"query\":[]}        | invalid_path",
                "{\"pool\":\"p\",\"method\":\"POST\",\"path\":\"/x\",\"query\":[]}       | method_denied",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x\",\"query\":[],\"headers\":[]} | invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x\",\"headers\":[]}      | invalid_headers",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x\",\"query\":{\"My-API_key\":\"\"}} | invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x\",\"query\":{\"\":\"\"}} | invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x\",\"query\":{\"a\":\"\\u0009\"}} | invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x/%2E./y\"}                | invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x/.\\u0009./y\"}         | invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/x?y\"}                     | invalid_path"
            })
    void namesTheFirstRuleThatIsBroken(String body, String code) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(code));
    }

    private static RelayRequest parse(String body) throws Exception {
        return RelayRequest.of((ObjectNode) new ObjectMapper().readTree(body));
    }
}
