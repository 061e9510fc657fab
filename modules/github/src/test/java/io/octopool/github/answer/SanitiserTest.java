package io.octopool.github.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.github.Bytes;
import io.octopool.github.answer.Sanitising.Reason;
import io.octopool.github.answer.Sanitising.Sanitised;
import io.octopool.github.answer.Sanitising.Withheld;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SanitiserTest {

    private static final String PULLS = "/repos/o/r/pulls";
    private static final String PUBLIC = "\"full_name\":\"o/r\",\"html_url\":\"u\",\"private\":false";
    private static final String PRIVATE = "\"full_name\":\"o/r\",\"html_url\":\"u\",\"private\":true";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "1",
                "\"x\"",
                " { \"b\" : 1.0 , \"a\" : [ 123456789012345678901234567890 , 1e5 ] }\n",
                "{\"permissions\":{\"issues\":\"write\"},\"name\":\"an app\"}",
                "{\"role_name\":\"admin\",\"private\":true}",
                "{\"security_and_analysis\":{},\"private\":true}",
                "[{\"id\":1,\"public\":false,\"repo\":{\"name\":\"o/r\"}}]",
                "{\"commit_id\":\"a\",\"url\":\"https://h/repos/o/r/pulls/1\"}",
                "{\"commit_id\":null,\"commit_url\":null,\"parent_issue_url\":null}",
                "{\"commit_id\":\"a\",\"commit_url\":\"https://h/repos/o/r/commits/a\",\"url\":\"https://h/repos/O/R/issues/events/1\"}",
                "{\"url\":\"https://h/repos/repos/repos/issues/2\",\"parent_issue_url\":\"https://h/repos/repos/repos/issues/1\"}",
                "{\"slug\":\"t\",\"privacy\":\"closed\"}",
                "{\"privacy\":\"secret\"}",
                "{\"full_name\":\"o/r\",\"private\":true}",
                "{\"html_url\":\"u\",\"private\":true}",
                "{\"full_name\":\"o/r\",\"html_url\":\"u\"}",
                "{\"full_name\":null,\"html_url\":\"u\",\"private\":true}",
                "{\"a\":{\"full_name\":\"o/r\",\"html_url\":\"u\",\"private\":false}}",
                "{\"2\":1,\"1\":\"\\u00e4ä\\/\",\"1\":3}",
                "{\"full_name\":\"x\",\"inner\":{\"html_url\":\"u\",\"private\":true}}",
                "[\"permissions\",\"temp_clone_token\",{\"x\":\"private\"}]"
            })
    void leavesEverythingElseAsItCame(String json) {
        Body body = Answers.json(json);
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, body))
                .isInstanceOfSatisfying(
                        Sanitised.class, clean -> assertThat(clean.body()).isSameAs(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{PRIVATE}                                            | null",
                "[{PRIVATE},{PUBLIC}, {PRIVATE} ]                     | [null,{PUBLIC}, null ]",
                "{\"a\": {PRIVATE,\"x\":[1,{}]} , \"b\":1}            | {\"a\": null , \"b\":1}",
                "{\"private\":true,\"html_url\":\"u\",\"full_name\":\"n\"} | null",
                "{PUBLIC,\"private\":true}                            | null",
                "{\"private\":true,PUBLIC}                            | null",
                "{PUBLIC,\"private\":null}                            | null",
                "{\"full_name\":\"n\",\"html_url\":\"u\",\"private\":\"false\"} | null",
                "{\"full_name\":\"n\",\"html_url\":\"u\",\"private\":{}} | null",
                "{\"full_name\":1,\"full_name\":\"n\",\"html_url\":\"u\",\"private\":true} | null",
                "{\"full_name\":\"n\",\"full_name\":1,\"html_url\":\"u\",\"private\":true} | null",
                "{\"f\\u0075ll_name\":\"n\",\"html\\u005furl\":\"u\",\"\\u0070rivate\":true} | null",
                "{\"head\":{\"repo\":{PRIVATE}},\"base\":{\"repo\":{PUBLIC}}} | {\"head\":{\"repo\":null},\"base\":{\"repo\":{PUBLIC}}}",
                "{PUBLIC,\"parent\":{PRIVATE,\"permissions\":{}}}     | {PUBLIC,\"parent\":null}",
                "{PUBLIC,\"permissions\":{\"admin\":true}}            | {PUBLIC}",
                "{PUBLIC , \"permissions\" : {\"admin\":true} }       | {PUBLIC  }",
                "{\"permissions\":{\"admin\":true}, PUBLIC}           | {PUBLIC}",
                "{\"id\":1,\"permissions\":{\"admin\":true},PUBLIC}   | {\"id\":1,PUBLIC}",
                "{\"p\\u0065rmissions\":1,PUBLIC,\"role_name\":\"x\"} | {PUBLIC}",
                "{\"role_name\":1,\"permissions\":2,PUBLIC,\"role_name\":3,\"temp_clone_token\":\"t\"} | {PUBLIC}",
                "{PUBLIC,\"permissions\":{\"repository\":{PRIVATE}}}  | {PUBLIC}",
                "{\"permissions\":{\"repository\":{PRIVATE}},\"a\":1} | {\"permissions\":null,\"a\":1}",
                "{\"temp_clone_token\":\"t\"}                         | {}",
                "{ \"temp_clone_token\" : \"t\" }                     | {  }",
                "{\"temp_clone_token\":\"t\",\"temp_clone_token\":2}  | {}",
                "{\"temp_clone_token\":\"t\",\"permissions\":1}       | {\"permissions\":1}",
                "{\"permissions\":1,\"temp_clone_token\":\"t\"}       | {\"permissions\":1}",
                "[{\"a\":[{\"temp_clone_tok\\u0065n\":[1,{}],\"b\":2}]}] | [{\"a\":[{\"b\":2}]}]",
                "{\"a\":1,\"temp_clone_token\":1,\"temp_clone_token\":2,\"b\":3} | {\"a\":1,\"b\":3}",
                "{\"a\":1,\"temp_clone_token\":1,\"b\":2,\"temp_clone_token\":3} | {\"a\":1,\"b\":2}",
            })
    void takesOutWhatMustNotLeave(String sent, String kept) throws Exception {
        String json = sent.replace("PUBLIC", PUBLIC).replace("PRIVATE", PRIVATE);
        String expected = kept.replace("PUBLIC", PUBLIC).replace("PRIVATE", PRIVATE);
        assertThat(clean(PULLS, 200, json)).isEqualTo(expected);
        new ObjectMapper().readTree(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"s\",\"repository\":{PRIVATE}}               | null",
                "{\"repository\":{PRIVATE},\"title\":\"s\"}               | null",
                "{\"r\\u0065pository\":{PRIVATE},\"title\":\"s\"}        | null",
                "{\"repository\":{PRIVATE},\"repository\":{PUBLIC}}     | null",
                "{\"repository\":null,\"repository\":{PRIVATE}}         | null",
                "{\"repository\":{\"repository\":{PRIVATE}},\"a\":1}     | null",
                "{\"a\":{\"repository\":{PRIVATE},\"s\":1},\"b\":2}       | {\"a\":null,\"b\":2}",
                "[1, {\"repository\":{PRIVATE}} , 2]                   | [1, 2]",
                "[ {\"s\":[{}],\"repository\":{PRIVATE}} ]             | [  ]",
                "[1, {\"repository\":{PRIVATE}},{\"repository\":{PRIVATE}}] | [1]",
                "[[{\"repository\":{PRIVATE}}],[{\"repository\":{PUBLIC}}]]  | [[],[{\"repository\":{PUBLIC}}]]",
                "[{\"base\":{\"ref\":\"s\",\"repo\":{PRIVATE}},\"title\":\"s\"}, {\"base\":{\"repo\":{PUBLIC}}}] | [{\"base\":{\"repo\":{PUBLIC}}}]",
                "{\"title\":\"s\",\"b\\u0061se\":{\"rep\\u006f\":{PRIVATE}}}  | null",
                "{\"base\":{\"repo\":{PRIVATE}},\"base\":{\"repo\":{PUBLIC}}} | null",
                "{\"base\":{\"repo\":{PRIVATE},\"repo\":null}}           | null",
                "{\"base\":[{\"repo\":{PRIVATE}}]}                     | {\"base\":[{\"repo\":null}]}",
                "{\"head\":{\"label\":\"l\",\"repo\":{PRIVATE}},\"title\":\"t\"} | {\"head\":{\"label\":\"l\",\"repo\":null},\"title\":\"t\"}",
                "{\"head_repository\":{PRIVATE},\"id\":1}              | {\"head_repository\":null,\"id\":1}",
                "{PUBLIC,\"source\":{PRIVATE}}                        | {PUBLIC,\"source\":null}",
                "[{\"event\":\"x\"},{\"actor\":\"s\",\"source\":{\"type\":\"issue\",\"issue\":{\"title\":\"s\",\"repository\":{PRIVATE}}}}] | [{\"event\":\"x\"}]",
                "[{\"source\":{\"issue\":{\"repository\":{PRIVATE},\"title\":\"s\"}},\"actor\":\"s\"},1] | [1]",
                "[{\"s\\u006furce\":{\"\\u0069ssue\":{\"repository\":{PRIVATE}}}}] | []",
                "[{\"source\":{\"issue\":{\"title\":\"t\",\"repository\":{PUBLIC}}}}] | [{\"source\":{\"issue\":{\"title\":\"t\",\"repository\":{PUBLIC}}}}]",
                "[{\"payload\":{\"comment\":\"s\",\"pull_request\":{\"base\":{\"repo\":{PRIVATE}}}}}] | []",
                "[{\"payload\":{\"comment\":\"s\",\"issue\":{\"repository\":{PRIVATE}}}}] | []",
                "{\"items\":[{\"repository\":{PRIVATE}},{\"temp_clone_token\":1}],\"n\":12345678901234567890} | {\"items\":[{}],\"n\":12345678901234567890}",
            })
    void takesOutWhatHangsOnAPrivateRepository(String sent, String kept) throws Exception {
        String expected = kept.replace("PUBLIC", PUBLIC);
        assertThat(clean(PULLS, 200, sent)).isEqualTo(expected);
        new ObjectMapper().readTree(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{HERE,\"commit_id\":\"s\",\"commit_url\":\"https://h/repos/s/s/commits/s\"} | {HERE}",
                "{\"commit_url\":\"https://h/repos/s/s/commits/s\",\"commit_id\":\"s\",HERE} | {HERE}",
                "{\"commit\\u005furl\":\"https://h/repos/s/s/commits/s\",HERE} | {HERE}",
                "{\"commit_url\":\"https://h/repos/o/r2/commits/s\",HERE} | {HERE}",
                "{\"commit_url\":\"s\",HERE} | {HERE}",
                "{HERE,\"url\":\"https://h/repos/s/s/issues/1\",\"commit_url\":\"https://h/repos/s/s/commits/s\"} | {HERE,\"url\":\"https://h/repos/s/s/issues/1\"}",
                "{\"commit_id\":\"s\",\"commit_url\":\"https://h/repos/s/s/commits/s\",\"event\":\"referenced\"} | {\"event\":\"referenced\"}",
                "{HERE,\"parent_issue_url\":\"https://h/repos/s/s/issues/1\",\"title\":\"t\"} | {HERE,\"title\":\"t\"}",
                "[{\"issue\":{HERE,\"parent_issue_url\":\"https://h/repos/s/s/issues/1\"}}] | [{\"issue\":{HERE}}]",
            })
    void takesOutWhatLeadsToAnotherRepository(String sent, String kept) {
        String here = "\"url\":\"https://h/repos/o/r/issues/events/1\"";
        assertThat(clean(PULLS, 200, sent.replace("HERE", here))).isEqualTo(kept.replace("HERE", here));
    }

    @Test
    void takesOutSecretTeams() {
        String secret = "{\"name\":\"s\",\"slug\":\"s\",\"privacy\":\"secret\"}";
        String open = "{\"privacy\":\"closed\",\"slug\":\"t\",\"parent\":null}";
        assertThat(clean(PULLS, 200, "{\"teams\":[" + secret + "," + open + "]}"))
                .isEqualTo("{\"teams\":[" + open + "]}");
        assertThat(clean(PULLS, 200, "{\"requested_team\":" + secret + ",\"id\":1}"))
                .isEqualTo("{\"requested_team\":null,\"id\":1}");
    }

    @Test
    void keepsTheListedMembersOfARepository() {
        assertThat(
                        clean(
                                "/repos/o/r",
                                200,
                                "{\"id\":1, \"secret\":2,PUBLIC,\"permissions\":{},\"owner\":{\"login\":\"o\",\"x\":1},\"parent\":{},"
                                        + "\"organization\":{\"temp_clone_token\":1},\"temp_clone_token\":\"\",\"allow_forking\":true}"))
                .isEqualTo("{\"id\":1, PUBLIC,\"owner\":{\"login\":\"o\",\"x\":1},\"organization\":{}}"
                        .replace("PUBLIC", PUBLIC));
        assertThat(clean("/repos/o/r", 200, "[1]")).isEqualTo("[1]");
        assertThat(clean("/repos/o/r", 200, "{\"x\":1}")).isEqualTo("{}");
    }

    @Test
    void keepsTheListedMembersOfAUser() {
        assertThat(
                        clean(
                                "/users/o",
                                200,
                                "{\"login\":\"o\",\"plan\":{},\"id\":1,\"private_gists\":3,\"two_factor_authentication\":true}"))
                .isEqualTo("{\"login\":\"o\",\"id\":1}");
    }

    @Test
    void leavesErrorsReadable() {
        String error = "{\"message\":\"Not Found\",\"documentation_url\":\"u\",\"status\":\"404\"}";
        for (String path : new String[] {"/repos/o/r", "/users/o", "/gists/abc", "/repos/o/r/releases/1"}) {
            assertThat(clean(path, 404, error)).isEqualTo(error);
        }
        assertThat(clean("/repos/o/r", 500, "{PRIVATE}")).isEqualTo("null");
    }

    @Test
    void dropsDraftReleases() {
        String path = "/repos/o/r/releases";
        assertThat(clean(path, 200, "[{\"draft\":true},{\"id\":1,\"draft\":false},{\"id\":2, \"draft\":true} ]"))
                .isEqualTo("[{\"id\":1,\"draft\":false} ]");
        assertThat(clean(path, 200, "[{\"id\":1}, {\"dr\\u0061ft\":true}, {\"id\":3}]"))
                .isEqualTo("[{\"id\":1}, {\"id\":3}]");
        assertThat(clean(path, 200, "[{\"draft\":true},{\"draft\":true,\"draft\":false}]"))
                .isEqualTo("[]");
        assertThat(clean(path, 200, "[{\"x\":{\"draft\":true}}]")).isEqualTo("[{\"x\":{\"draft\":true}}]");
        assertThat(clean(
                        path,
                        200,
                        "[{\"draft\":true,\"x\":{\"temp_clone_token\":1}},{\"y\":{\"temp_clone_token\":1}}]"))
                .isEqualTo("[{\"y\":{}}]");
        assertThat(clean(PULLS, 200, "[{\"draft\":true}]")).as("pull requests").isEqualTo("[{\"draft\":true}]");
    }

    @Test
    void dropsSecretGists() {
        String path = "/users/o/gists";
        assertThat(clean(path, 200, "[{\"public\":false},{\"id\":1,\"public\":true},{\"id\":2, \"public\":false} ]"))
                .isEqualTo("[{\"id\":1,\"public\":true} ]");
        assertThat(clean(path, 200, "[{\"id\":1}, {\"public\":\"true\"},{\"public\":true,\"public\":false}, []]"))
                .isEqualTo("[]");
        assertThat(clean(path, 200, "[{\"public\":true,\"files\":{\"a\":{}}}]"))
                .isEqualTo("[{\"public\":true,\"files\":{\"a\":{}}}]");
        assertThat(clean(path, 200, "[]")).isEqualTo("[]");
        assertThat(clean("/users/o/repos", 200, "[{\"public\":false}]")).isEqualTo("[{\"public\":false}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/search/repositories | {\"total_count\":2,\"items\":[{PRIVATE},{PUBLIC}]} | {\"total_count\":2,\"items\":[null,{PUBLIC}]}",
                "/search/code         | {\"items\":[{\"path\":\"p\",\"repository\":{PRIVATE}},{\"repository\":{PUBLIC}}]} | {\"items\":[{\"repository\":{PUBLIC}}]}",
                "/repos/o/r/events    | [{\"payload\":{\"forkee\":{PRIVATE}},\"public\":true}] | [{\"payload\":{\"forkee\":null},\"public\":true}]",
                "/networks/o/r/events | [{\"public\":true,\"payload\":{\"pull_request\":{\"head\":{\"repo\":{PRIVATE}}}}}] | [{\"public\":true,\"payload\":{\"pull_request\":{\"head\":{\"repo\":null}}}}]",
                "/repos/o/r/forks     | [{PUBLIC,\"permissions\":{\"admin\":true},\"role_name\":\"admin\"},{PRIVATE}] | [{PUBLIC},null]",
                "/users/o/repos       | [{PRIVATE},{PUBLIC,\"temp_clone_token\":\"t\"}] | [null,{PUBLIC}]",
                "/repos/o/r/pulls/1   | {\"head\":{\"repo\":{PUBLIC,\"permissions\":{}}},\"base\":{\"repo\":null}} | {\"head\":{\"repo\":{PUBLIC}},\"base\":{\"repo\":null}}",
                "/repos/o/r/releases  | [{\"draft\":true,PRIVATE},{\"draft\":false}] | [{\"draft\":false}]",
            })
    void reachesWhatIsNestedInAnswersOfEveryKind(String path, String sent, String kept) {
        assertThat(clean(path, 200, sent)).isEqualTo(kept.replace("PUBLIC", PUBLIC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.github.raw+json",
                "application/vnd.github.v3.raw",
                "application/vnd.github.html+json; charset=utf-8",
                "application/vnd.github.text+json",
                "application/vnd.github.full+json",
                "application/vnd.github.diff",
                "application/vnd.github.patch",
                "application/vnd.github.sha",
                "text/html",
                "",
            })
    void goesByTheBytesWhateverTheMediaType(String contentType) {
        Body leaking = Body.decode(contentType, Bytes.utf8("[{" + PRIVATE + "}]"));
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, leaking))
                .isEqualTo(new Sanitised(Body.decode(contentType, Bytes.utf8("[null]"))));
        Body secret = Body.decode(contentType, Bytes.utf8("{\"public\":false}"));
        assertThat(Sanitiser.sanitise(Answers.route("/gists/abc"), 200, secret))
                .isEqualTo(new Withheld(Reason.SECRET_GIST));
        byte[] damaged = ("[{" + PRIVATE + ",\"x\":\"?\"}]").getBytes(StandardCharsets.US_ASCII);
        damaged[damaged.length - 4] = (byte) 0xFF;
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, Body.decode(contentType, Bytes.owning(damaged))))
                .isEqualTo(new Withheld(Reason.UNREADABLE));
        for (String text :
                new String[] {"diff --git a/x b/x\n-\"private\"\n", "From 6dcb09b\n", "6dcb09b5b5", "<p>{</p>"}) {
            Body body = Body.decode(contentType, Bytes.utf8(text));
            assertThat(Sanitiser.sanitise(Answers.route("/repos/o/r/commits/main"), 200, body))
                    .isEqualTo(new Sanitised(body));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/repos/o/r                 | {PRIVATE}                        | PRIVATE_REPOSITORY",
                "/repos/o/r                 | {PUBLIC,\"private\":true}        | PRIVATE_REPOSITORY",
                "/repos/o/r/releases/latest | {\"id\":1,\"draft\":true}        | DRAFT_RELEASE",
                "/repos/o/r/releases/1      | {\"draft\":true,\"draft\":false} | DRAFT_RELEASE",
                "/repos/o/r/releases/tags/x | {\"draft\":true}                 | DRAFT_RELEASE",
                "/gists/abc                 | {\"public\":false}               | SECRET_GIST",
                "/gists/abc                 | {\"id\":\"abc\"}                 | SECRET_GIST",
                "/gists/abc                 | {\"public\":true,\"public\":false} | SECRET_GIST",
                "/gists/abc                 | {\"public\":\"true\"}            | SECRET_GIST",
                "/gists/abc                 | {\"x\":{\"public\":true}}        | SECRET_GIST",
                "/gists/abc                 | [{\"public\":true}]              | SECRET_GIST",
                "/users/o/gists             | {\"public\":false}               | SECRET_GIST",
            })
    void withholdsWhatIsNotPublic(String path, String json, Reason reason) {
        Body body = Answers.json(json.replace("PUBLIC", PUBLIC).replace("PRIVATE", PRIVATE));
        assertThat(Sanitiser.sanitise(Answers.route(path), 200, body)).isEqualTo(new Withheld(reason));
        Body asText = Answers.text(body.json().text());
        assertThat(Sanitiser.sanitise(Answers.route(path), 200, asText)).isEqualTo(new Withheld(reason));
    }

    @Test
    void withholdsAGistThatIsNoObject() {
        assertThat(Sanitiser.sanitise(Answers.route("/gists/abc"), 200, Answers.json("true")))
                .isEqualTo(new Withheld(Reason.SECRET_GIST));
    }

    @Test
    void servesPublicGistsAndReleases() {
        assertThat(clean("/gists/abc", 200, "{\"public\":true}")).isEqualTo("{\"public\":true}");
        assertThat(clean("/repos/o/r/releases/1", 200, "{\"draft\":false}")).isEqualTo("{\"draft\":false}");
    }

    @Test
    void sanitisesJsonThatComesAsText() {
        Body leaking = Answers.text("\ufeff [{" + PRIVATE + "},\"ä\"]");
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, leaking))
                .isEqualTo(new Sanitised(Answers.text(" [null,\"ä\"]")));
        Body several = Answers.text("{" + PRIVATE + "}\n{\"temp_clone_token\":1}");
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, several))
                .isEqualTo(new Sanitised(Answers.text("null\n{}")));
        Body harmless = Answers.text("{\"a\":1}");
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, harmless))
                .isInstanceOfSatisfying(
                        Sanitised.class, clean -> assertThat(clean.body()).isSameAs(harmless));
    }

    @Test
    void leavesTheContentOfFilesAlone() {
        Body file = Answers.text("{" + PRIVATE + ",\"permissions\":1}");
        for (String path : new String[] {"contents/a.json", "readme", "git/blobs/abcdef1", "actions/jobs/1/logs"}) {
            assertThat(Sanitiser.sanitise(Answers.route("/repos/o/r/" + path), 200, file))
                    .isEqualTo(new Sanitised(file));
        }
    }

    @Test
    void withholdsWhatItCannotRead() {
        Withheld unreadable = new Withheld(Reason.UNREADABLE);
        Body broken = Answers.text("[{" + PRIVATE);
        assertThat(Sanitiser.sanitise(Answers.route(PULLS), 200, broken)).isEqualTo(unreadable);
        Body binary = Body.decode("", Bytes.owning(new byte[] {0, 1}));
        for (String path : new String[] {
            "/repos/o/r", "/users/o", "/users/o/gists", "/gists/abc", "/repos/o/r/releases", "/repos/o/r/releases/1"
        }) {
            assertThat(Sanitiser.sanitise(Answers.route(path), 200, Answers.text("plain")))
                    .isEqualTo(unreadable);
            assertThat(Sanitiser.sanitise(Answers.route(path), 200, Answers.text("{")))
                    .isEqualTo(unreadable);
            assertThat(Sanitiser.sanitise(Answers.route(path), 200, binary)).isEqualTo(unreadable);
            assertThat(Sanitiser.sanitise(Answers.route(path), 200, Answers.text("{} {}")))
                    .isEqualTo(unreadable);
            assertThat(Sanitiser.sanitise(Answers.route(path), 204, Body.NONE)).isEqualTo(new Sanitised(Body.NONE));
        }
    }

    @Test
    void passesTextAndBinariesOfOtherRoutes() {
        Body diff = Answers.text("diff --git a/x b/x\n+\"private\": true\n");
        Body broken = Answers.text("{oops");
        Body binary = Body.decode("", Bytes.owning(new byte[] {0, 1}));
        for (Body body : new Body[] {diff, broken, binary}) {
            assertThat(Sanitiser.sanitise(Answers.route("/repos/o/r/pulls/1"), 200, body))
                    .isEqualTo(new Sanitised(body));
        }
    }

    @Test
    void copesWithAnyDepth() {
        String deep = "[".repeat(50_000) + "{" + PRIVATE + "}" + "]".repeat(50_000);
        assertThat(clean(PULLS, 200, deep)).isEqualTo("[".repeat(50_000) + "null" + "]".repeat(50_000));
    }

    private static String clean(String path, int status, String json) {
        Body body = Answers.json(json.replace("PUBLIC", PUBLIC).replace("PRIVATE", PRIVATE));
        return switch (Sanitiser.sanitise(Answers.route(path), status, body)) {
            case Sanitised(Body clean) -> clean.json().text();
            case Withheld(Reason reason) -> throw new AssertionError("withheld: " + reason);
        };
    }
}
