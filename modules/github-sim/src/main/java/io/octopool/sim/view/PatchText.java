package io.octopool.sim.view;

import io.octopool.sim.world.ChangedFile;
import io.octopool.sim.world.Commit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Changes as git writes them down. */
public final class PatchText {

    private static final DateTimeFormatter MAIL_DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH);

    private PatchText() {}

    /** The form of {@code git diff}. */
    public static String diff(List<ChangedFile> files) {
        return files.stream()
                .map(file -> "diff --git a/" + file.path() + " b/" + file.path() + "\nindex 0000000.."
                        + file.blobSha().substring(0, 7) + " 100644\n--- a/" + file.path() + "\n+++ b/" + file.path()
                        + "\n" + file.patch() + "\n")
                .collect(Collectors.joining());
    }

    /** The form of {@code git format-patch}, oldest commit first. */
    public static String patch(List<Commit> commits) {
        return commits.stream().map(PatchText::mail).collect(Collectors.joining("\n"));
    }

    private static String mail(Commit commit) {
        return "From " + commit.sha() + " Mon Sep 17 00:00:00 2001\nFrom: " + commit.author() + " <" + commit.author()
                + "@users.noreply.github.com>\nDate: "
                + MAIL_DATE.format(commit.date().atOffset(ZoneOffset.UTC)) + "\nSubject: [PATCH] " + commit.message()
                + "\n\n---\n" + diff(commit.files());
    }
}
