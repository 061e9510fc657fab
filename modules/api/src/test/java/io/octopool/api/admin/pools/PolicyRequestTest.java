package io.octopool.api.admin.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiFailure;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRequestTest {

    private static final Policy PRESENT = new Policy(List.of("octo-org"), true, false, true);

    @Test
    void changesWhatIsNamedAndLeavesTheRest() throws Exception {
        assertThat(parse("{}").appliedTo(PRESENT)).isEqualTo(PRESENT);
        assertThat(parse("{\"allow_search\":true}").appliedTo(PRESENT))
                .isEqualTo(new Policy(List.of("octo-org"), true, true, true));
        assertThat(parse("{\"allowed_owners\":[\"B\",\"a-1\",\"b\"],\"allow_public_repos\":false,\"allow_logs\":false}")
                        .appliedTo(PRESENT))
                .isEqualTo(new Policy(List.of("b", "a-1"), false, false, false));
        assertThat(parse("{\"allowed_owners\":[]}").appliedTo(PRESENT).allowedOwners())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"allow_serach\":true}           | allow_serach",
                "{\"allow_search\":\"true\"}       | allow_search",
                "{\"allow_search\":1}              | allow_search",
                "{\"allow_logs\":null}             | allow_logs",
                "{\"allow_public_repos\":[]}       | allow_public_repos",
                "{\"allowed_owners\":\"octo-org\"} | allowed_owners",
                "{\"allowed_owners\":null}         | allowed_owners",
                "{\"allowed_owners\":[1]}          | allowed_owners",
                "{\"allowed_owners\":[\"\"]}       | allowed_owners",
                "{\"allowed_owners\":[\"*\"]}      | allowed_owners",
                "{\"allowed_owners\":[\"a/b\"]}    | allowed_owners",
                "{\"allowed_owners\":[\" a\"]}     | allowed_owners"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        assertThatThrownBy(() -> parse(body)).isInstanceOfSatisfying(ApiFailure.class, failure -> {
            assertThat(failure.error().status()).isEqualTo(400);
            assertThat(failure.error().code()).isEqualTo("invalid_request");
            assertThat(failure.error().details()).containsEntry("field", field);
        });
    }

    @Test
    void boundsTheNumberOfOwners() throws Exception {
        assertThat(parse(owners(1_000)).appliedTo(PRESENT).allowedOwners()).hasSize(1_000);
        assertThatThrownBy(() -> parse(owners(1_001))).isInstanceOf(ApiFailure.class);
    }

    private static String owners(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"o" + number + "\"")
                .collect(Collectors.joining(",", "{\"allowed_owners\":[", "]}"));
    }

    private static PolicyAmendment parse(String body) throws Exception {
        return PolicyRequest.of((ObjectNode) new ObjectMapper().readTree(body), Set.of());
    }
}
