package io.octopool.persistence.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CallerEvent;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the stored format of events: what was written once is read for ever. To add an event, or a new form of one, add it
 * to {@link GoldenEvents} and run this test with {@code -Doctopool.golden=write}, which writes the files that
 * are missing and changes none. A renamed class or component needs a {@code JacksonMigration}, so that the old file
 * still reads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoredFormatTest {

    private static final List<Class<? extends CborSerializable>> EVENTS = List.of(
            PoolEvent.class,
            CallerEvent.class,
            CachedReadEvent.class,
            RepoVisibilityEvent.class,
            PublicBudgetEvent.class,
            AuditTrailEvent.class);

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("""
                    pekko.actor.serialization-bindings { "io.octopool.pool.CborSerializable" = jackson-cbor }
                    """).withFallback(ConfigFactory.load()));
    private final Serialization serialization = SerializationExtension.get(kit.system());

    StoredFormatTest() throws IOException {
        if ("write".equals(System.getProperty("octopool.golden"))) {
            for (Golden golden : GoldenEvents.all()) {
                if (!Files.exists(golden.file())) {
                    Files.write(golden.file(), serializer(golden.event()).toBinary(golden.event()));
                }
            }
        }
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    private SerializerWithStringManifest serializer(CborSerializable event) {
        return (SerializerWithStringManifest) serialization.findSerializerFor(event);
    }

    static Stream<Golden> everyForm() {
        return GoldenEvents.all().stream();
    }

    static Stream<Golden> latestForms() {
        return everyForm()
                .filter(golden -> everyForm()
                        .noneMatch(other ->
                                other.manifest().equals(golden.manifest()) && other.version() > golden.version()));
    }

    @ParameterizedTest
    @MethodSource("everyForm")
    void readsWhatWasStored(Golden golden) throws NotSerializableException {
        assertThat(serializer(golden.event()).fromBinary(golden.bytes(), golden.manifest()))
                .isEqualTo(golden.event());
    }

    @ParameterizedTest
    @MethodSource("latestForms")
    void storesWhatItAlwaysStored(Golden golden) {
        SerializerWithStringManifest serializer = serializer(golden.event());
        assertThat(serializer.manifest(golden.event())).isEqualTo(golden.manifest());
        assertThat(serializer.toBinary(golden.event())).isEqualTo(golden.bytes());
    }

    @Test
    void coversEveryEvent() {
        assertThat(everyForm().map(Golden::manifest))
                .containsAll(EVENTS.stream()
                        .flatMap(StoredFormatTest::records)
                        .map(Class::getName)
                        .toList());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(StoredFormatTest::records)
                : Stream.of(type);
    }

    @Test
    void knowsEveryFile() {
        assertThat(everyForm().map(Golden::file)).containsExactlyInAnyOrderElementsOf(Golden.files());
    }
}
