package dev.postern.session.statement;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells what a failure of Postgres means to a request. */
public final class StoreFailure {

    private static final String UNIQUE_VIOLATION = "23505";

    /** Lock not available, statement cancelled by its timeout, deadlock, serialisation. */
    private static final Set<String> WAIT = Set.of("55P03", "57014", "40P01", "40001");

    private StoreFailure() {}

    /** Whether waiting for others ran out; the same request may succeed a moment later. */
    public static boolean isWait(Throwable failure) {
        return state(failure).filter(WAIT::contains).isPresent();
    }

    /** Whether another row already has what must be unique. */
    public static boolean isDuplicate(Throwable failure) {
        return state(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    /** Whether another row already has what this constraint keeps unique. */
    public static boolean isDuplicate(Throwable failure, String constraint) {
        return isDuplicate(failure)
                && Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .anyMatch(t -> String.valueOf(t.getMessage()).contains(constraint));
    }

    /** Whether Postgres is going away, full or not there (classes 08, 53 and 57). */
    static boolean isOutage(Throwable failure) {
        return isWait(failure)
                || state(failure)
                        .filter(
                                s ->
                                        s.startsWith("08")
                                                || s.startsWith("53")
                                                || s.startsWith("57P"))
                        .isPresent();
    }

    /** Whether Postgres could not hold what a client sent (class 22). */
    static boolean isUnstorable(Throwable failure) {
        return state(failure).filter(s -> s.startsWith("22")).isPresent();
    }

    private static Optional<String> state(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PgException pg) {
                return Optional.ofNullable(pg.getSqlState());
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}
