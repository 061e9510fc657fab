package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.world.RepoEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalRequestsTest extends SimulatorTest {

    private static final String PULL = "/repos/octo-org/hello-world/pulls/1";

    @ParameterizedTest
    @ValueSource(strings = {ALICE, APP})
    void grantsA304ForFreeToThoseWhoShowWhoTheyAre(String authorization) throws Exception {
        SimClient.Reply full = client.get(PULL, "authorization", authorization);
        SimClient.Reply same = client.get(PULL, "authorization", authorization, "if-none-match", full.etag());

        assertThat(full.etag()).matches("W/\"[0-9a-f]{64}\"");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.etag()).isEqualTo(full.etag());
        assertThat(same.header("x-ratelimit-used")).isEqualTo("1");
        assertThat(simulator.calls().spent()).isEqualTo(1);
        assertThat(simulator.calls().notModified()).isEqualTo(1);
        assertThat(simulator.calls().conditional()).isEqualTo(1);
    }

    @Test
    void chargesTheAnonymousForA304() throws Exception {
        SimClient.Reply full = client.get(PULL);
        SimClient.Reply same = client.get(PULL, "if-none-match", full.etag());

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("x-ratelimit-used")).isEqualTo("2");
        assertThat(same.header("cache-control")).isEqualTo("public, max-age=60, s-maxage=60");
    }

    @Test
    void givesEachCredentialItsOwnValidator() throws Exception {
        Set<String> etags = Set.of(
                client.get(PULL).etag(),
                client.get(PULL, "authorization", ALICE).etag(),
                client.get(PULL, "authorization", BOB).etag(),
                client.get(PULL, "authorization", BOB + "-2").etag(),
                client.get(PULL, "authorization", APP).etag());

        assertThat(etags).hasSize(5);
        String bobs = client.get(PULL, "authorization", BOB).etag();
        SimClient.Reply others = client.get(PULL, "authorization", BOB + "-2", "if-none-match", bobs);
        assertThat(others.status()).isEqualTo(200);
        assertThat(others.header("vary")).contains("Authorization");
        assertThat(others.header("cache-control")).startsWith("private");
    }

    @Test
    void changesTheValidatorWithTheWorld() throws Exception {
        String before = client.get(PULL, "authorization", ALICE).etag();
        simulator.happen("octo-org", "hello-world", new RepoEvent.Commented(1, "Well?", null));
        SimClient.Reply after = client.get(PULL, "authorization", ALICE, "if-none-match", before);

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.etag()).isNotEqualTo(before);
    }

    @Test
    void comparesWeaklyAndFindsOneOfMany() throws Exception {
        String etag = client.get(PULL, "authorization", ALICE).etag();
        String strong = etag.substring(2);
        assertThat(status("if-none-match", strong)).isEqualTo(304);
        assertThat(status("if-none-match", "\"x\", " + etag)).isEqualTo(304);
        assertThat(status("if-none-match", "*")).isEqualTo(304);
        assertThat(status("if-none-match", "\"x\"")).isEqualTo(200);
    }

    @Test
    void knowsWhenASingleThingChangedLast() throws Exception {
        String date = client.get(PULL).header("last-modified");
        assertThat(date).matches("[A-Z][a-z]{2}, [0-9]{2} Mar 2025 [0-9:]{8} GMT");
        assertThat(status("if-modified-since", date)).isEqualTo(304);
        assertThat(client.get("/repos/octo-org/hello-world/pulls").header("last-modified"))
                .isEmpty();
    }

    private int status(String header, String value) throws Exception {
        return client.get(PULL, "authorization", ALICE, header, value).status();
    }
}
