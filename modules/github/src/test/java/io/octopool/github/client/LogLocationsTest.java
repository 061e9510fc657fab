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
                "//x.blob.core.windows.net/a",
                "http://x.blob.core.windows.net/a",
                "https://blob.core.windows.net/a",
                "https://xblob.core.windows.net/a",
                "https://actions.githubusercontent.com/a",
                "https://x.blob.core.windows.net.evil.example/a",
                "https://x.blob.core.windows.net./a",
                "https://x.blob.core.windows.net:8443/a",
                "https://x.blob.core.windows.net@evil.example/a",
                "https://user@x.blob.core.windows.net/a",
                "https://x.blob.core.windows.net/a#b",
                "https://x.blob.core.windows.net/a b",
                "https://x.blob.core.windows.net/ü",
                "https://x.blob.core.windows.net/a|s3cret",
                "https://evil.example/?.blob.core.windows.net",
                "https://evil.example\\.blob.core.windows.net/",
                "https://api.github.com/x",
                "https://127.0.0.1/x",
                "file:///etc/passwd",
                "jar:https://x.blob.core.windows.net/a",
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
