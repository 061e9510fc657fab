package io.octopool.persistence.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a process of its own, to be killed. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line it printed. */
    public String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child process has ended");
        }
        return line;
    }

    /** Ends it as {@code kill -9} does, and returns what it had printed and nobody read. */
    public List<String> kill() {
        close();
        return output.lines().toList();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly(); // the process's own method would close its output
        process.onExit().join();
    }
}
