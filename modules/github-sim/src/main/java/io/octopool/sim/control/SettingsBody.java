package io.octopool.sim.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.LiveSettings;
import io.octopool.sim.settings.Padding;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /_sim/settings}: reads the body whole before anything is changed. */
final class SettingsBody {

    private static final Set<String> NAMES = Set.of(
            "latency_ms",
            "limit",
            "anonymous_limit",
            "points_per_minute",
            "concurrent_limit",
            "owners",
            "secondary_limit",
            "clock_offset_seconds",
            "charge_not_modified",
            "log_bytes",
            "log_redirect",
            "pad_bytes",
            "fail");
    private static final Set<String> FAIL_NAMES =
            Set.of("status", "headers", "body", "times", "path_prefix", "credential", "delay_ms", "stall_body");
    private static final int MOST_UNITS = 1_000_000_000;
    static final int LARGEST_BODY = 64 << 20;
    private static final int LONGEST_MS = 600_000;
    private static final long FARTHEST_SECONDS = 10L * 366 * 24 * 3600;

    private SettingsBody() {}

    static void apply(ControlBody body, LiveSettings settings, Quota quota) {
        body.allowOnly(NAMES);
        Long latency = body.number("latency_ms", 0, LONGEST_MS);
        Integer limit = body.integer("limit", 0, MOST_UNITS);
        Integer anonymousLimit = body.integer("anonymous_limit", 0, MOST_UNITS);
        Integer points = body.integer("points_per_minute", 0, MOST_UNITS);
        Integer concurrent = body.integer("concurrent_limit", 0, MOST_UNITS);
        List<LimitBody.Owner> owners = LimitBody.owners(body);
        Optional<SecondaryLimit> secondary = body.object("secondary_limit").map(LimitBody::secondary);
        Long offset = body.number("clock_offset_seconds", -FARTHEST_SECONDS, FARTHEST_SECONDS);
        Boolean charge = body.flag("charge_not_modified");
        Integer logBytes = body.integer("log_bytes", 0, LARGEST_BODY);
        @Nullable String logRedirect = body.text("log_redirect");
        @Nullable
        Padding padding = body.object("pad_bytes").map(SettingsBody::padding).orElse(null);
        @Nullable
        FailRule rule = body.object("fail").map(SettingsBody::failRule).orElse(null);
        settings.change(before -> {
            Settings after = before;
            after = latency == null ? after : after.withLatency(Duration.ofMillis(latency));
            after = limit == null ? after : after.withLimit(limit);
            after = anonymousLimit == null ? after : after.withAnonymousLimit(anonymousLimit);
            after = body.has("points_per_minute") ? after.withPointsPerMinute(points) : after;
            after = body.has("concurrent_limit") ? after.withConcurrentLimit(concurrent) : after;
            after = charge == null ? after : after.withChargeNotModified(charge);
            after = logBytes == null ? after : after.withLogBytes(logBytes);
            after = body.has("log_redirect") ? after.withLogRedirect(logRedirect) : after;
            after = body.has("pad_bytes") ? after.withPadding(padding) : after;
            return offset == null ? after : after.withClockOffset(Duration.ofSeconds(offset));
        });
        LimitBody.apply(owners, settings, quota);
        secondary.ifPresentOrElse(settings::limit, () -> {
            if (body.has("secondary_limit")) {
                settings.lift();
            }
        });
        if (body.has("fail")) {
            settings.fail(rule);
        }
    }

    static ObjectNode show(LiveSettings live) {
        Settings settings = live.current();
        ObjectNode json = ControlBody.newObject()
                .put("latency_ms", settings.latency().toMillis())
                .put("limit", settings.limits().hourly())
                .put("anonymous_limit", settings.limits().anonymous())
                .put("points_per_minute", settings.limits().pointsPerMinute())
                .put("concurrent_limit", settings.limits().concurrent())
                .put("clock_offset_seconds", settings.clockOffset().toSeconds())
                .put("charge_not_modified", settings.chargeNotModified())
                .put("log_bytes", settings.logBytes())
                .put("log_redirect", settings.logRedirect())
                .putNull("pad_bytes")
                .putNull("fail");
        LimitBody.show(json, live);
        Padding padding = settings.padding();
        if (padding != null) {
            json.putObject("pad_bytes")
                    .put("path_prefix", padding.pathPrefix())
                    .put("bytes", padding.bytes())
                    .put("incompressible", padding.incompressible());
        }
        live.failRule().ifPresent(rule -> {
            ObjectNode fail = json.putObject("fail").put("status", rule.status());
            fail.set("headers", ControlBody.tree(new TreeMap<>(rule.headers())));
            fail.put("body", rule.body())
                    .put("times", rule.times())
                    .put("path_prefix", rule.pathPrefix())
                    .put("credential", rule.credential())
                    .put("delay_ms", rule.delay().toMillis())
                    .put("stall_body", rule.stallBody());
        });
        return json;
    }

    private static Padding padding(ControlBody pad) {
        pad.allowOnly(Set.of("path_prefix", "bytes", "incompressible"));
        String prefix = pad.text("path_prefix");
        Integer bytes = pad.integer("bytes", 1, LARGEST_BODY);
        if (prefix == null || bytes == null) {
            throw ControlException.field("pad_bytes." + (prefix == null ? "path_prefix" : "bytes"), "is missing");
        }
        return new Padding(prefix, bytes, Boolean.TRUE.equals(pad.flag("incompressible")));
    }

    private static FailRule failRule(ControlBody fail) {
        fail.allowOnly(FAIL_NAMES);
        Integer status = fail.integer("status", 0, 599);
        Long delay = fail.number("delay_ms", 0, LONGEST_MS);
        boolean stall = Boolean.TRUE.equals(fail.flag("stall_body"));
        if (status != null && status > 0 && status < 200) {
            throw ControlException.field("fail.status", "must be 0 (close the connection) or from 200 to 599");
        }
        if (status == null && delay == null && !stall) {
            throw ControlException.field("fail.status", "is missing");
        }
        Map<String, String> headers = new TreeMap<>();
        fail.texts("headers").forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new FailRule(
                status,
                headers,
                fail.anything("body"),
                fail.integer("times", 1, MOST_UNITS),
                fail.text("path_prefix"),
                fail.text("credential"),
                Duration.ofMillis(Objects.requireNonNullElse(delay, 0L)),
                stall);
    }
}
