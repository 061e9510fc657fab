package io.octopool.pool.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientTokenTest {

    private static final CallerKey CAROL = new CallerKey("Octo-Org", 1003);

    @Test
    void namesItsCaller() {
        String token = ClientToken.issue(CAROL, new Random(1));
        assertThat(token).startsWith("op_").matches("op_[A-Za-z0-9_-]+");
        assertThat(ClientToken.caller(token)).contains(new CallerKey("octo-org", 1003));
    }

    @Test
    void isAnotherOneEachTime() {
        Random random = new Random(1);
        assertThat(ClientToken.issue(CAROL, random)).isNotEqualTo(ClientToken.issue(CAROL, random));
    }

    @Test
    void tellsATypingErrorFromAnUnknownToken() {
        String token = ClientToken.issue(CAROL, new Random(1));
        char typo = token.charAt(20) == 'x' ? 'y' : 'x';
        assertThat(ClientToken.caller(token.substring(0, 20) + typo + token.substring(21)))
                .isEmpty();
        assertThat(ClientToken.caller(token.substring(0, token.length() - 1))).isEmpty();
    }

    @Test
    void takesNoOtherStringForAToken() {
        for (String other :
                new String[] {"", "op_", "op_!!!", "ghp_abc", "op_" + "A".repeat(43), "op_" + "A".repeat(9000)}) {
            assertThat(ClientToken.caller(other)).as(other).isEmpty();
        }
    }

    @Test
    void namesNobodyWhoseKeyNoOrganisationCanHave() {
        for (String entityId : new String[] {"a|b:1", "a/b:1", "octo-org:-1x", ":1", "o".repeat(101) + ":1"}) {
            assertThat(CallerKey.parse(entityId)).as(entityId).isEmpty();
        }
    }

    /** The vector of server spec 2.2. */
    @Test
    void hashesAsImportedDatabasesDo() {
        assertThat(ClientToken.hash("octopool-e2e-caller-token"))
                .isEqualTo("e5rKdZ4MIfLksXT_641m9weO2LawisHnqrwEZtn6uTM");
    }
}
