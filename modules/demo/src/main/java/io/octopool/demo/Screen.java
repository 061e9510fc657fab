package io.octopool.demo;

import java.io.PrintStream;
import java.util.Locale;

/** What the newcomer sees: at most 90 columns, no colours. */
final class Screen {

    private static final String ROW = "  %-7s %-46s %-11s %6s%n";

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    void note(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    void fact(String name, String value) {
        out.printf(Locale.ROOT, "  %-16s %s%n", name, value);
        out.flush();
    }

    void heading() {
        out.printf(Locale.ROOT, ROW, "agent", "reads", "outcome", "time");
    }

    void row(String agent, String what, String outcome, long millis) {
        out.printf(Locale.ROOT, ROW, agent, what, outcome, millis + " ms");
        out.flush();
    }
}
