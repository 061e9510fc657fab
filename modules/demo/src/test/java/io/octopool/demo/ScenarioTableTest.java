package io.octopool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of scenarios in {@code docs/RATIONALE.md}, against the test sources of all modules. */
class ScenarioTableTest {

    private static final String HEADING = "## Which scenarios of the specification hold?";

    /** The last column of a row. */
    private static final Pattern TESTS = Pattern.compile("(?m)^\\|.*\\|([^|]*)\\|$");

    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern NAME = Pattern.compile("(\\w+)\\.(\\w+)");

    @Test
    void namesOnlyTestsThatExist() throws IOException {
        Path root = root();
        String table = Files.readString(root.resolve("docs/RATIONALE.md")).split(Pattern.quote(HEADING), 2)[1];
        List<String> named = TESTS.matcher(table)
                .results()
                .map(row -> row.group(1))
                .flatMap(tests -> CODE.matcher(tests).results())
                .map(code -> code.group(1))
                .toList();
        List<Path> sources = testSources(root);
        assertThat(named)
                .hasSizeGreaterThan(200)
                .allSatisfy(test -> assertThat(exists(test, sources)).as(test).isTrue());
    }

    private static boolean exists(String test, List<Path> sources) throws IOException {
        MatchResult name = NAME.matcher(test).results().findFirst().orElseThrow();
        Pattern method = Pattern.compile("\\bvoid " + name.group(2) + "\\(");
        for (Path source : sources) {
            if (source.endsWith(name.group(1) + ".java")
                    && method.matcher(Files.readString(source)).find()) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> testSources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root.resolve("modules"))) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** The reactor's root: tests run in the folder of a module, or of the root itself. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/RATIONALE.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no docs/RATIONALE.md above the working directory");
        }
        return folder;
    }
}
