package io.octopool.persistence.database;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Turns what a driver says when a database cannot be opened into one clear line. */
final class StartFailure {

    private StartFailure() {}

    static DatabaseUnavailable explain(DatabaseSettings settings, Throwable failure) {
        SQLException said = deepestSqlException(failure);
        Reason reason = said == null ? Reason.FAILED : reason(settings.dialect(), said);
        String name = settings.name();
        String message = switch (reason) {
            case LOCKED -> "the database " + name + " is in use by another process";
            case UNWRITABLE -> "the database " + name + " cannot be written: " + firstLine(said);
            case UNREACHABLE -> "no database server answers at " + name + ": " + firstLine(said);
            case NOT_ADMITTED ->
                "the database " + name + " does not admit user " + settings.user() + ": " + firstLine(said);
            case NO_SUCH_DATABASE -> "the database " + name + " does not exist on the server";
            case SERVER_TOO_OLD, SCHEMA_NEWER, FAILED ->
                "the database " + name + " cannot be used: " + firstLine(said == null ? failure : said);
        };
        return new DatabaseUnavailable(reason, message, failure);
    }

    private static Reason reason(Dialect dialect, SQLException said) {
        return switch (dialect) {
            case H2 ->
                switch (said.getErrorCode()) {
                    case ErrorCode.DATABASE_ALREADY_OPEN_1 -> Reason.LOCKED;
                    case ErrorCode.FILE_CREATION_FAILED_1, ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
                        Reason.UNWRITABLE;
                    case ErrorCode.WRONG_USER_OR_PASSWORD -> Reason.NOT_ADMITTED;
                    default -> Reason.FAILED;
                };
            case POSTGRESQL ->
                switch (said.getSQLState()) {
                    case null -> Reason.FAILED;
                    case "3D000" -> Reason.NO_SUCH_DATABASE;
                    case String state when state.startsWith("28") -> Reason.NOT_ADMITTED;
                    case String state when state.startsWith("08") -> Reason.UNREACHABLE;
                    default -> Reason.FAILED;
                };
        };
    }

    private static @Nullable SQLException deepestSqlException(Throwable failure) {
        SQLException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                deepest = sql;
            }
        }
        return deepest;
    }

    private static String firstLine(@Nullable Throwable said) {
        String message = said == null ? null : said.getMessage();
        return message == null || message.isBlank()
                ? "no reason given"
                : message.lines().findFirst().orElseThrow();
    }
}
