package io.octopool.sim;

import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /pulls/1                 | application/vnd.github.diff       | diff --git a/
                    /pulls/1                 | application/vnd.github.v3.diff    | diff --git a/
                    /pulls/1                 | application/vnd.github.patch      | From
                    /commits/main            | application/vnd.github.v3.patch   | From
                    /commits/topic-1         | application/vnd.github.diff       | diff --git a/
                    /commits/heads/topic-1   | application/vnd.github.diff       | diff --git a/
                    /compare/main...topic-2  | application/vnd.github.v3.diff    | diff --git a/
                    /compare/main..topic-2   | application/vnd.github.patch      | From
                    /contents/README.md      | application/vnd.github.raw        | # hello-world
                    /contents/README.md      | application/vnd.github.v3.raw     | # hello-world
                    /readme                  | application/vnd.github.raw+json   | # hello-world
                    /readme                  | application/vnd.github.html       | <article>
                    /contents/README.md      | application/vnd.github.v3.html    | <article>
                    /license                 | application/vnd.github.raw        | MIT License
                    """)
    void sendsTextInTheFormThatIsAskedFor(String path, String accept, String start) throws Exception {
        SimClient.Reply json = client.get(REPO + path);
        SimClient.Reply text = client.get(REPO + path, "accept", accept);

        assertThat(text.status()).isEqualTo(200);
        assertThat(text.body()).startsWith(start);
        assertThat(text.header("content-type")).isEqualTo(accept + "; charset=utf-8");
        assertThat(text.header("x-github-media-type")).startsWith("github.v3; param=");
        assertThat(text.etag()).startsWith("W/\"").isNotEqualTo(json.etag());
        assertThat(text.header("vary")).contains("Accept");
        assertThat(client.get(REPO + path, "accept", accept, "if-none-match", text.etag())
                        .status())
                .isEqualTo(304);
        assertThat(client.get(REPO + path, "accept", accept, "if-none-match", json.etag())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void sendsTheNameOfACommitAndTheBytesOfABlob() throws Exception {
        JsonNode commit = client.get(REPO + "/commits/main").json();
        SimClient.Reply sha = client.get(REPO + "/commits/main", "accept", "application/vnd.github.sha");
        assertThat(sha.body()).isEqualTo(commit.get("sha").asText());
        assertThat(sha.header("content-type")).isEqualTo("application/vnd.github.sha; charset=utf-8");

        String blob = client.get(REPO + "/contents/README.md").json().get("sha").asText();
        assertThat(client.get(REPO + "/git/blobs/" + blob, "accept", "application/vnd.github.raw")
                        .body())
                .isEqualTo("# hello-world\n\nA repository of octo-org. Grüße, 世界!\n");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.github.text+json, false, true, false",
        "application/vnd.github.v3.html+json, false, false, true",
        "application/vnd.github.full+json, true, true, true",
        "application/vnd.github.raw+json, true, false, false",
        "application/vnd.github+json, true, false, false",
    })
    void putsBodiesIntoTheFormThatIsAskedFor(String accept, boolean body, boolean text, boolean html) throws Exception {
        for (String path : new String[] {"/issues/3", "/pulls/3", "/issues/3/comments", "/pulls/comments", "/issues"}) {
            JsonNode answer = client.get(REPO + path, "accept", accept).json();
            JsonNode one = answer.isArray() ? answer.get(0) : answer;
            assertThat(one.has("body")).as(path).isEqualTo(body);
            assertThat(one.has("body_text")).as(path).isEqualTo(text);
            assertThat(one.has("body_html")).as(path).isEqualTo(html);
        }
    }

    @ParameterizedTest
    @CsvSource({"text/html", "application/vnd.github.nonsense", "'*/*'", "application/vnd.github.diff+xml"})
    void answersJsonToWhatItDoesNotKnow(String accept) throws Exception {
        SimClient.Reply reply = client.get(REPO + "/pulls/1", "accept", accept, "authorization", BOB);
        assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(reply.header("x-github-media-type")).isEqualTo("github.v3; format=json");
        assertThat(reply.header("vary")).startsWith("Accept, Authorization, Cookie");
    }
}
