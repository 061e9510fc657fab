package io.octopool.persistence.database;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory of an embedded database: it holds the hashes of tokens, so only its owner may enter. */
final class EmbeddedDirectory {

    private EmbeddedDirectory() {}

    static void prepare(Path file) throws DatabaseUnavailable {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new DatabaseUnavailable(Reason.UNWRITABLE, "the database file " + file + " is in no directory", null);
        }
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    Reason.UNWRITABLE, "the data directory " + directory + " cannot be created: " + e, e);
        }
        if (!Files.isWritable(directory)) {
            throw new DatabaseUnavailable(
                    Reason.UNWRITABLE, "the data directory " + directory + " is not writable", null);
        }
    }
}
