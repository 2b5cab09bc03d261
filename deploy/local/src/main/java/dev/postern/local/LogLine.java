package dev.postern.local;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Makes a line of the services' JSON logs short enough to be read in a terminal. */
final class LogLine {
    private static final int LONGEST = 600;

    private LogLine() {}

    /** Level, logger, message and the first cause of a JSON line; any other line as it is. */
    static String readable(String line) {
        String text = line.startsWith("{") ? fromJson(line) : line;
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
    }

    private static String fromJson(String line) {
        try {
            JsonObject entry = new JsonObject(line);
            String cause =
                    firstCause(entry.getJsonObject("exception"))
                            .map(text -> ": " + text)
                            .orElse("");
            return "%s %s: %s%s"
                    .formatted(
                            entry.getString("level"),
                            entry.getString("loggerName"),
                            entry.getString("message"),
                            cause);
        } catch (DecodeException | ClassCastException e) {
            return line;
        }
    }

    private static Optional<String> firstCause(JsonObject exception) {
        if (exception == null) {
            return Optional.empty();
        }
        JsonObject causedBy = exception.getJsonObject("causedBy");
        return causedBy == null
                ? Optional.of(
                        exception.getString("exceptionType")
                                + ": "
                                + exception.getString("message"))
                : firstCause(causedBy.getJsonObject("exception"));
    }
}
