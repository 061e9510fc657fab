package io.octopool.persistence.serialization;

import io.octopool.pool.CborSerializable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One event as it was once stored: the file {@code golden/<class name>.<version>.cbor} and the event that it must read as.
 *
 * @param version 1 for the first stored form of the class; a form that differs gets the next number and its own file
 * @param event what the file must read as, today and always
 */
record Golden(int version, CborSerializable event) {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

    /** The name under which the journal knows the event's class. */
    String manifest() {
        return event.getClass().getName();
    }

    Path file() {
        return DIRECTORY.resolve(manifest() + "." + version + ".cbor");
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file().getFileName().toString();
    }
}
