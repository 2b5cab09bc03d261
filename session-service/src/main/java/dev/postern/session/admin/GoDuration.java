package dev.postern.session.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as Go writes them, e.g. {@code 24h} or {@code 1h30m}; there are no days. */
final class GoDuration {

    private static final Pattern PART =
            Pattern.compile("(?<amount>\\d+\\.?\\d*|\\.\\d+)(?<unit>[^\\d.]*)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "μs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int LONGEST = 64;

    private GoDuration() {}

    /**
     * @throws IllegalArgumentException with Go's words when the text is no duration
     */
    static Duration parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String amount = signed ? text.substring(1) : text;
        if (amount.equals("0")) {
            return Duration.ZERO;
        }
        if (amount.isEmpty() || text.length() > LONGEST) {
            throw invalid(text);
        }
        Duration duration = sum(amount, text);
        return text.startsWith("-") ? duration.negated() : duration;
    }

    private static Duration sum(String amount, String text) {
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(amount);
        int end = 0;
        while (end < amount.length()) {
            if (!part.find(end) || part.start() != end) {
                throw invalid(text);
            }
            nanos = nanos.add(new BigDecimal(part.group("amount")).multiply(unit(part, text)));
            end = part.end();
        }
        if (nanos.compareTo(MOST) > 0) {
            throw invalid(text);
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static BigDecimal unit(Matcher part, String text) {
        String unit = part.group("unit");
        if (unit.isEmpty()) {
            throw new IllegalArgumentException("time: missing unit in duration " + quoted(text));
        }
        Long nanos = NANOS.get(unit);
        if (nanos == null) {
            throw new IllegalArgumentException(
                    "time: unknown unit %s in duration %s".formatted(quoted(unit), quoted(text)));
        }
        return BigDecimal.valueOf(nanos);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("time: invalid duration " + quoted(text));
    }

    private static String quoted(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return "\"" + shown.replaceAll("[\\p{Cntrl}\"\\\\]", "?") + "\"";
    }
}
