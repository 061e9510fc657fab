package io.octopool.persistence.kit;

import io.octopool.persistence.database.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each {@link DatabaseSettings} parameter an embedded database of its own. */
public final class FreshH2 implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DatabaseSettings.class;
    }

    @Override
    public DatabaseSettings resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            Path directory = Files.createTempDirectory("octopool-h2-");
            context.getStore(Namespace.create(FreshH2.class)).put(directory, (AutoCloseable) () -> delete(directory));
            return DatabaseSettings.embedded(directory.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
