package io.octopool.api.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the front end logs from here on, until closed. */
public final class Logged implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.octopool.api");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    public Logged() {
        events.start();
        logger.addAppender(events);
    }

    /** The messages, each with the text of its exception if it has one. */
    public List<String> lines() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
    }
}
