package io.octopool.api.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.octopool.api.settings.LogFormat;
import io.octopool.api.settings.LogLevel;
import java.io.Console;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Log lines on standard error: text for people, JSON for machines. Libraries speak from WARN on. */
public final class LogSetup {

    private static final String TEXT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX} %-5level %logger{0} %msg%n";

    private LogSetup() {}

    /** Replaces whatever logging was configured in this JVM. */
    public static void apply(LogFormat format, LogLevel level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(isText(format) ? text(context) : json(context));
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level == LogLevel.ERROR ? Level.ERROR : Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.octopool").setLevel(Level.toLevel(level.name()));
    }

    private static boolean isText(LogFormat format) {
        return switch (format) {
            case TEXT -> true;
            case JSON -> false;
            case AUTO ->
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
        };
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
