package dev.postern.qr.claim;

/**
 * Who calls from a phone.
 *
 * @param userId the user, or {@link #ANONYMOUS} where the application allows it
 * @param userHint how the page may name the user, e.g. {@code a***@b.c}; empty when unknown
 * @param address the phone's address
 */
record Phone(String userId, String userHint, String address) {

    /** A phone that presents no user. */
    static final String ANONYMOUS = "anonymous";

    boolean hasUser() {
        return !userId.equals(ANONYMOUS);
    }

    /** The first letter and the domain, which is enough to recognise oneself. */
    static String hint(String email) {
        int at = email.lastIndexOf('@');
        return at < 1
                ? ""
                : email.substring(0, email.offsetByCodePoints(0, 1)) + "***" + email.substring(at);
    }
}
