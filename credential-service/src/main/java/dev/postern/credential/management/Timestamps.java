package dev.postern.credential.management;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** RFC 3339 in UTC with as many fractional digits as there are, at most six. */
public final class Timestamps {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
                    .appendLiteral('Z')
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** The text of an instant; null stays null. */
    public static String text(Instant instant) {
        return instant == null ? null : FORMAT.format(instant);
    }
}
