package io.octopool.persistence.database;

import java.nio.file.Path;

/** A process that opens an embedded database, says so, and waits to be killed. */
final class FileHolder {

    private FileHolder() {}

    static void main(String[] arguments) throws Exception {
        try (Database _ = Database.open(DatabaseSettings.embedded(Path.of(arguments[0])))) {
            System.out.println("open");
            System.in.read();
        }
    }
}
