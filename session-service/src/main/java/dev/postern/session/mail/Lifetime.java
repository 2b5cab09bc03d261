package dev.postern.session.mail;

/** Says how long a code lives as a person would. */
final class Lifetime {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    private Lifetime() {}

    /** Whole hours when it is some, else minutes, never more than it is. */
    static String inWords(long seconds) {
        return seconds >= HOUR && seconds % HOUR == 0
                ? count(seconds / HOUR, "hour")
                : count(Math.max(1, seconds / MINUTE), "minute");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
