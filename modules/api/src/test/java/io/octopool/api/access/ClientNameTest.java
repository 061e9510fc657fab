package io.octopool.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNameTest {

    @ParameterizedTest
    @CsvSource({
        "laptop, laptop",
        "'  ci-1 ', ci-1",
        "Mac.local, Mac",
        "Mac.LOCAL, Mac",
        "a.local.local, a.local",
        "local, local",
        "9_x.y-z, 9_x.y-z"
    })
    void normalisesNames(String text, String name) {
        assertThat(ClientName.normalised(text)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ".local", "-a", "_a", ".a", "a b", "ä", "a/b", "a\u0000"})
    void refusesWhatIsNoName(String text) {
        assertThat(ClientName.normalised(text)).isEmpty();
    }

    @Test
    void takesEightyCharacters() {
        assertThat(ClientName.normalised("a".repeat(80))).isPresent();
        assertThat(ClientName.normalised("a".repeat(81))).isEmpty();
        assertThat(ClientName.normalised("a".repeat(80) + ".local")).contains("a".repeat(80));
    }
}
