package io.octopool.sim.logs;

import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.world.Ids;
import io.octopool.sim.world.Job;
import io.octopool.sim.world.Repo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of logs: no two are the same, each is good for a minute, and none says whose logs it stands for. */
public final class LogLinks {

    /** What the paths of the store begin with. */
    public static final String PREFIX = "/_logs/";

    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final Pattern PATH = Pattern.compile("/_logs/([0-9a-f]{16})([0-9a-f]{16})([0-9a-f]{16})");
    private static final Pattern QUERY = Pattern.compile("se=([0-9]{1,12})&sig=([0-9a-f]{40})");
    private static final long MASK = 0x5eed_0c70_b001_10c5L;

    private final String base;
    private final LiveSettings settings;
    private final AtomicLong serial = new AtomicLong();

    /** What an address stands for. */
    record Target(long repo, long job, boolean expired) {}

    public LogLinks(String base, LiveSettings settings) {
        this.base = base;
        this.settings = settings;
    }

    /** Where the logs of a job can be had: at the store, or where the settings say. */
    public String location(Repo repo, Job job) {
        String opaque = hex(repo.id()) + hex(job.id()) + hex(serial.incrementAndGet());
        String template = settings.current().logRedirect();
        if (template != null) {
            return template.replace("{opaque}", opaque);
        }
        long expires = settings.instant().plus(LIFETIME).getEpochSecond();
        return base + PREFIX + opaque + "?se=" + expires + "&sig=" + signature(opaque, expires);
    }

    /** Empty for an address that was never given out. */
    Optional<Target> target(String path, String query) {
        Matcher opaque = PATH.matcher(path);
        Matcher signed = QUERY.matcher(query);
        if (!opaque.matches() || !signed.matches()) {
            return Optional.empty();
        }
        long expires = Long.parseLong(signed.group(1));
        String name = path.substring(PREFIX.length());
        if (!signature(name, expires).equals(signed.group(2))) {
            return Optional.empty();
        }
        boolean expired = settings.instant().isAfter(Instant.ofEpochSecond(expires));
        return Optional.of(new Target(number(opaque.group(1)), number(opaque.group(2)), expired));
    }

    private static String signature(String opaque, long expires) {
        return Ids.sha("signature of " + opaque + " until " + expires);
    }

    private static String hex(long value) {
        return String.format("%016x", value ^ MASK);
    }

    private static long number(String hex) {
        return Long.parseUnsignedLong(hex, 16) ^ MASK;
    }
}
