package dev.postern.session.session;

/**
 * The limits of sessions as SQL over a session row {@code s}, so that refreshing, forking and
 * listing agree on what is over. A fork counts from the sign-in it descends from.
 */
public final class SessionLimits {

    private SessionLimits() {}

    /**
     * When the session ends whatever its user does; null when nothing ends it.
     *
     * @param timebox placeholder of the timebox in seconds, e.g. {@code ?5}
     */
    public static String end(String timebox) {
        return """
        least(s.not_after, CASE WHEN CAST({timebox} AS bigint) > 0
            THEN coalesce(s.signed_in_at, s.created_at)
                + make_interval(secs => CAST({timebox} AS double precision)) END)
        """
                .replace("{timebox}", timebox);
    }

    /**
     * Why the session is over although its row is there; null when it is not.
     *
     * @param timebox placeholder of the timebox in seconds
     * @param inactivity placeholder of the inactivity timeout in seconds
     * @param singlePerUser placeholder of the flag that a newer sign-in ends older ones
     */
    public static String over(String timebox, String inactivity, String singlePerUser) {
        return """
        CASE WHEN ({end}) <= now() THEN 'EXPIRED'
             WHEN CAST({inactivity} AS bigint) > 0
                    AND coalesce(s.refreshed_at AT TIME ZONE 'UTC', s.created_at) <= now()
                    - make_interval(secs => CAST({inactivity} AS double precision)) THEN 'INACTIVE'
             WHEN CAST({single} AS boolean) AND EXISTS (
                    SELECT 1 FROM auth.sessions newer
                    WHERE newer.user_id = s.user_id
                        AND coalesce(newer.signed_in_at, newer.created_at)
                            > coalesce(s.signed_in_at, s.created_at))
                THEN 'SUPERSEDED'
        END
        """
                .replace("{end}", end(timebox))
                .replace("{inactivity}", inactivity)
                .replace("{single}", singlePerUser);
    }
}
