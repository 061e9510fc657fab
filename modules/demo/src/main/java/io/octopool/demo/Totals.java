package io.octopool.demo;

import io.octopool.sim.calls.CallReport;
import java.io.PrintStream;

/**
 * What the story cost.
 *
 * @param reads reads that the agents asked for
 * @param requests calls that GitHub saw, visibility probes included
 * @param quota units of quota that GitHub charged
 */
record Totals(int reads, long requests, long quota) {

    static Totals of(int reads, CallReport github) {
        return new Totals(reads, github.total(), github.spent());
    }

    void print(PrintStream out) {
        out.println();
        out.println("  reads asked           " + reads);
        out.println("  GitHub requests made  " + requests);
        out.println("  quota spent           " + quota);
        out.println("  quota saved           " + (reads - quota));
    }
}
