package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedirectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.github.com/repositories/1/pulls?state=all&page=2 | /repositories/1/pulls?state=all&page=2",
                "https://api.github.com/repositories/1                        | /repositories/1",
                "HTTPS://API.GitHub.com:443/repositories/1                    | /repositories/1",
                "https://api.github.com/repositories/1/contents/a%20b%2Fc     | /repositories/1/contents/a%20b%2Fc",
                "/repositories/1?x=a+b                                        | /repositories/1?x=a+b",
                "https://api.github.com                                       |",
                "https://api.github.com/repositories/1#x                      |",
                "https://api.github.com/repositories/1?                       |",
                "https://user@api.github.com/repositories/1                   |",
                "https://api.github.com:8443/repositories/1                   |",
                "http://api.github.com/repositories/1                         |",
                "https://github.com/repositories/1                            |",
                "https://api.github.com.evil.example/repositories/1           |",
                "https://api.github.com@evil.example/repositories/1           |",
                "//api.github.com/repositories/1                              |",
                "//evil.example/repositories/1                                |",
                "repositories/1                                               |",
                "/repositories/1/../2                                         |",
                "/repositories/1/%2e%2E/2                                     |",
                "/repositories/1/..%2F2                                       |",
                "/repositories/1/a%5cb                                        |",
                "/repositories/1/a b                                          |",
                "/repositories/1/ü                                            |",
                "/repositories/1/%zz                                          |",
                "/repositories/1#x                                            |",
                "javascript:alert(1)                                          |",
                "https:///repositories/1                                      |",
                "''                                                           |",
            })
    void pointsOnlyAtWhatCouldBeAskedOfTheSameApi(String location, @Nullable String target) {
        assertThat(new RequestForm(URI.create("https://api.github.com")).target(location))
                .isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://ghes.example:8080/api/v3/repositories/1?a=b | /repositories/1?a=b",
                "/api/v3/repositories/1                             | /repositories/1",
                "/repositories/1                                    |",
                "/api/v3                                            |",
                "/api/v3x/repositories/1                            |",
                "http://ghes.example/api/v3/repositories/1          |",
                "http://ghes.example:8080/repositories/1            |",
            })
    void takesThePathOfTheBaseOff(String location, @Nullable String target) {
        assertThat(new RequestForm(URI.create("http://GHES.example:8080/api/v3/")).target(location))
                .isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/repositories/1296269                    | 1296269",
                "/repositories/1296269/pulls?state=all    | 1296269",
                "/repositories/1296269?x                  | 1296269",
                "/repositories/123456789012345678         | 123456789012345678",
                "/repositories/1234567890123456789        |",
                "/repositories/                           |",
                "/repositories/x                          |",
                "/repositories/1x                         |",
                "/repositories                            |",
                "/repos/o/r                               |",
                "/x/repositories/1                        |",
            })
    void knowsTheNumberOfARenamedRepository(String target, @Nullable Long id) {
        assertThat(Redirects.renamed(target)).isEqualTo(Optional.ofNullable(id));
    }
}
