package io.octopool.sim.logs;

import io.octopool.sim.world.Job;
import io.octopool.sim.world.Run;

/** What a job wrote. */
final class LogText {

    private LogText() {}

    /** ASCII lines with times, as Actions writes them, of exactly so many bytes. */
    static String of(Run run, Job job, int bytes) {
        StringBuilder text = new StringBuilder(bytes + 128);
        String time = job.startedAt().toString().replace("Z", ".0000000Z ");
        for (int line = 1; text.length() < bytes; line++) {
            text.append(time)
                    .append("line ")
                    .append(line)
                    .append(" of ")
                    .append(job.name())
                    .append(" (job ")
                    .append(job.id())
                    .append(", attempt ")
                    .append(run.attempt())
                    .append(")\n");
        }
        text.setLength(bytes);
        return text.toString();
    }
}
