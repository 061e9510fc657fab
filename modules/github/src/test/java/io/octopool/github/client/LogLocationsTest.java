package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogLocationsTest {

    private static final LogLocations GITHUB = new LogLocations(URI.create("https://api.github.com/"));
    private static final LogLocations ENTERPRISE = new LogLocations(URI.create("https://ghes.example/api/v3"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://productionresultssa0.blob.core.windows.net/actions-results/1/log.txt?sig=a%2Bb%3D&se=x",
                "https://productionresultssa199.blob.core.windows.net/a",
                "https://ProductionResultsSA19.Blob.Core.Windows.Net/a",
                "https://pipelines.actions.githubusercontent.com/x/1?urlSigningMethod=HMACV1",
                "https://PIPELINES.actions.GitHubUserContent.com:443/x",
            })
    void allowsWhereGitHubKeepsItsLogs(String location) {
        assertThat(GITHUB.check(location)).hasToString(location);
        assertThat(ENTERPRISE.check(location)).hasToString(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/relative",
                "//productionresultssa0.blob.core.windows.net/a",
                "http://productionresultssa0.blob.core.windows.net/a",
                "https://blob.core.windows.net/a",
                "https://evil.blob.core.windows.net/a",
                "https://productionresultssa.blob.core.windows.net/a",
                "https://productionresultssax.blob.core.windows.net/a",
                "https://productionresultssa0x.blob.core.windows.net/a",
                "https://productionresultssa1234567890.blob.core.windows.net/a",
                "https://evilproductionresultssa0.blob.core.windows.net/a",
                "https://evil.productionresultssa0.blob.core.windows.net/a",
                "https://productionresultssa0.evil.blob.core.windows.net/a",
                "https://productionresultssa0xblob.core.windows.net/a",
                "https://xblob.core.windows.net/a",
                "https://actions.githubusercontent.com/a",
                "https://productionresultssa0.blob.core.windows.net.evil.example/a",
                "https://productionresultssa0.blob.core.windows.net./a",
                "https://productionresultssa0.blob.core.windows.net:8443/a",
                "https://productionresultssa0.blob.core.windows.net@evil.example/a",
                "https://user@productionresultssa0.blob.core.windows.net/a",
                "https://productionresultssa0.blob.core.windows.net/a#b",
                "https://productionresultssa0.blob.core.windows.net/a b",
                "https://productionresultssa0.blob.core.windows.net/ü",
                "https://productionresultssa0.blob.core.windows.net/a|s3cret",
                "https://evil.example/?productionresultssa0.blob.core.windows.net",
                "https://evil.example\\productionresultssa0.blob.core.windows.net/",
                "https://api.github.com/x",
                "https://127.0.0.1/x",
                "file:///etc/passwd",
                "jar:https://productionresultssa0.blob.core.windows.net/a",
            })
    void allowsNothingElse(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GITHUB.check(location))
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).doesNotContain("evil", "s3cret", "user"));
    }

    @Test
    void allowsAnEnterpriseServerToServeItsLogsItself() {
        assertThat(ENTERPRISE.check("https://ghes.example/_services/pipelines/1?x=y"))
                .hasToString("https://ghes.example/_services/pipelines/1?x=y");
        for (String other :
                new String[] {"http://ghes.example/x", "https://ghes.example:8443/x", "https://a.ghes.example/x"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ENTERPRISE.check(other));
        }
    }
}
