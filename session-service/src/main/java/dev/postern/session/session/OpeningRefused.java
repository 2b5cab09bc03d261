package dev.postern.session.session;

/**
 * Why no session is opened. Endpoints differ in the status they answer with, so each translates it.
 */
public final class OpeningRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The grounds, in the order they are checked. */
    public enum Grounds {
        USER_NOT_FOUND,
        EMAIL_NOT_CONFIRMED,
        PHONE_NOT_CONFIRMED,
        USER_BANNED
    }

    private final Grounds grounds;

    OpeningRefused(Grounds grounds) {
        super(grounds.name(), null, false, false);
        this.grounds = grounds;
    }

    public Grounds grounds() {
        return grounds;
    }
}
