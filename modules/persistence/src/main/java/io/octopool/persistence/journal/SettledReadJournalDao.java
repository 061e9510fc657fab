package io.octopool.persistence.journal;

import io.octopool.persistence.database.Work;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.PekkoSerialization;
import org.apache.pekko.persistence.jdbc.config.ReadJournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import org.apache.pekko.persistence.jdbc.query.dao.DefaultReadJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import scala.Tuple3;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.SimpleJdbcAction;

/**
 * Reads the journal for projections in bounded pages, without waiting for rows that are known to be gone.
 *
 * <p>The plugin's sequence actor hands out events only up to an ordering below which nothing is missing, because a
 * missing ordering may belong to a transaction that has not committed. A swept journal is full of missing orderings, and after
 * each start the actor would wait seconds for them.
 *
 * <p>An ordering is <em>settled</em> when it is not above the greatest offset that any projection has stored. A
 * projection stores only orderings of events it was given, and it was given none above the limit that some sequence actor,
 * on this node or another, had reached: that actor has seen every ordering up to there, or has waited for it the full
 * time. Waiting again proves nothing more. So settled orderings are reported as present whether or not their
 * rows exist. The sweeper deletes only settled rows, so what it removes never makes anybody wait.
 */
public final class SettledReadJournalDao extends DefaultReadJournalDao {

    private static final String GREATEST_OFFSET = """
            select coalesce(max(cast("current_offset" as bigint)), 0) from "pekko_projection_offset_store"
            """;

    private final Serialization serialization;

    /** The constructor that the plugin calls. */
    public SettledReadJournalDao(
            JdbcBackend.JdbcDatabaseDef database,
            JdbcProfile profile,
            ReadJournalConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        super(database, profile, config, serialization, executionContext, materializer);
        this.serialization = serialization;
    }

    @Override
    public Source<Object, NotUsed> journalSequence(long offset, long limit) {
        return flatten(
                run(SettledReadJournalDao::greatestOffset),
                settled -> offset < settled
                        ? range(offset + 1, Math.min(settled, offset + limit))
                        : super.journalSequence(offset, limit).asJava());
    }

    private static org.apache.pekko.stream.javadsl.Source<Object, NotUsed> range(long first, long last) {
        return org.apache.pekko.stream.javadsl.Source.fromIterator(() -> LongStream.rangeClosed(first, last)
                .<Object>mapToObj(Long::valueOf)
                .iterator());
    }

    private static Long greatestOffset(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(GREATEST_OFFSET)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Source<Try<Tuple3<PersistentRepr, Set<String>, Object>>, NotUsed> eventsByTag(
            String tag, long offset, long maxOffset, long max) {
        if (maxOffset <= offset) {
            return org.apache.pekko.stream.javadsl.Source.<Try<Tuple3<PersistentRepr, Set<String>, Object>>>empty()
                    .asScala();
        }
        return flatten(
                run(new TaggedPage(tag, offset, maxOffset, max)::read),
                rows -> org.apache.pekko.stream.javadsl.Source.from(rows).map(this::event));
    }

    private Try<Tuple3<PersistentRepr, Set<String>, Object>> event(JournalPekkoSerializationRow row) {
        return PekkoSerialization.fromRow(serialization, row)
                .map(event -> new Tuple3<>(event._1(), Set$.MODULE$.empty(), event._2()));
    }

    private static <T, E> Source<E, NotUsed> flatten(
            Future<T> answer, Function<T, org.apache.pekko.stream.javadsl.Source<E, NotUsed>> elements) {
        return org.apache.pekko.stream.javadsl.Source.completionStage(FutureConverters.asJava(answer))
                .flatMapConcat(elements::apply)
                .<NotUsed>mapMaterializedValue(_ -> NotUsed.getInstance())
                .asScala();
    }

    /** Does the work on one of the journal's own connections and threads. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // Java sees Scala's effect type as Nothing, which nothing conforms to
    private <T> Future<T> run(Work<T> work) {
        return db().run((DBIOAction) new SimpleJdbcAction<T>(context -> {
            try {
                return work.on(context.connection());
            } catch (SQLException e) {
                throw new IllegalStateException("the journal cannot be read", e);
            }
        }));
    }
}
