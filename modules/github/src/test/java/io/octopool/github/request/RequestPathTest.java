package io.octopool.github.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.octopool.github.routes.RouteCatalog;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "repos/o/r",
                "https://api.github.com/user",
                "/x://y",
                "/repos\\o",
                "/repos/o/r?x=1",
                "/repos/o/r#x",
                "/repos/%2e%2e/r",
                "/repos/%2E/r",
                "/repos/o%5cr",
                "/repos/o%5Cr",
                "/repos/./r",
                "/repos/../user",
                "/repos/o/..",
                "/repos/o/r/contents/..%2f..%2Fuser",
                "/repos/o/r/contents/a%2F.",
                "/repos/o/r/labels/100%",
                "/repos/o/r/labels/%zz",
                "/repos/o/r/labels/%4",
                "/repos/o/r/contents/\ud800",
                "/repos/o/r/contents/\udc00x",
                "/repos/o/r/contents/\ud800x",
            })
    void isRefused(String path) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> RequestPath.of(path))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo("invalid_path");
                    assertThat(refusal.message()).isNotBlank();
                    assertThat(refusal.getStackTrace()).isEmpty();
                });
    }

    @Test
    void isRefusedWithAnyControlCharacterAnywhere() {
        for (char control = 0; control <= 0x7F; control++) {
            if (control < 0x20 || control == 0x7F) {
                for (String path :
                        new String[] {"/%c", "/repos/o/r/contents/.%c.", "/repos/%co/r", "/repos/o/r/contents/a%c"}) {
                    String attack = path.replace("%c", String.valueOf(control));
                    assertThatExceptionOfType(InvalidRequest.class)
                            .as("U+%04x", (int) control)
                            .isThrownBy(() -> RequestPath.of(attack));
                }
            }
        }
    }

    @Test
    void cannotBecomeAnotherRepositoryByATabBetweenDots() {
        String attack = "/repos/public/repo/contents/.\t./.\t./.\t./repos/private/repo/contents/secret";
        assertThat(RouteCatalog.github().match(attack))
                .as("the route alone would let it pass")
                .isPresent();
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> RequestPath.of(attack));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/repos/o/r/branches/feature%2Fx        | /repos/o/r/branches/feature%2Fx",
                "/repos/o/r/branches/feature%2fx        | /repos/o/r/branches/feature%2fx",
                "/repos/o/r/contents/a b.txt            | /repos/o/r/contents/a%20b.txt",
                "/repos/o/r/contents/a%20b.txt          | /repos/o/r/contents/a%20b.txt",
                "/repos/o/r/contents/größe              | /repos/o/r/contents/gr%C3%B6%C3%9Fe",
                "/repos/o/r/contents/😀                 | /repos/o/r/contents/%F0%9F%98%80",
                "/users/dependabot[bot]                 | /users/dependabot%5Bbot%5D",
                "/repos/o/r/labels/a\"<>^`{}            | /repos/o/r/labels/a%22%3C%3E%5E%60%7B%7D",
                "/repos/o/r/compare/main...a:b          | /repos/o/r/compare/main...a:b",
                "/repos/o/r/contents/...                | /repos/o/r/contents/...",
                "/repos/o/r/contents/.github            | /repos/o/r/contents/.github",
                "/repos/o/r/contents/a+b,c;d=e@f!$&'()* | /repos/o/r/contents/a+b,c;d=e@f!$&'()*",
                "/repos/o/r//contents/                  | /repos/o/r//contents/",
            })
    void isSentWithOnlyWhatMustBeEncoded(String text, String encoded) {
        RequestPath path = RequestPath.of(text);
        assertThat(path.text()).isEqualTo(text);
        assertThat(path.encoded()).isEqualTo(encoded);
        assertThat(URI.create("https://api.github.com" + encoded).getRawPath()).isEqualTo(encoded);
        assertThat(RequestPath.of(encoded).encoded()).as("encoding twice").isEqualTo(encoded);
    }

    @Test
    void encodesTheLoginThatTakesThePlaceOfUser() {
        assertThat(RequestPath.ofUser("Octo-Cat").encoded()).isEqualTo("/users/Octo-Cat");
        assertThat(RequestPath.ofUser("dependabot[bot]").encoded()).isEqualTo("/users/dependabot%5Bbot%5D");
        assertThat(RequestPath.ofUser("a/b%").encoded()).isEqualTo("/users/a%2Fb%25");
    }

    @Test
    void holdsNoOtherEncodingThanItsOwn() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestPath("/a", "/b"));
    }
}
