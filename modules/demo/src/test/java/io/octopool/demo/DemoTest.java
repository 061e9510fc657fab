package io.octopool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void tellsWhatBecameOfEachReadAndWhatItCost() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = Demo.run(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

        String story = printed.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(story).isZero();
        assertThat(story.lines().filter(line -> line.contains(" coalesced "))).hasSize(2);
        assertThat(story.lines().filter(line -> line.contains(" miss "))).hasSize(4);
        assertThat(story.lines().filter(line -> line.contains(" hit "))).hasSize(10);
        assertThat(story.lines().filter(line -> line.contains(" revalidated "))).hasSize(1);
        assertThat(story).contains("reads asked           17", "GitHub requests made  6", "quota spent           5");
        assertThat(story.lines()).allMatch(line -> line.length() <= 100);
    }
}
