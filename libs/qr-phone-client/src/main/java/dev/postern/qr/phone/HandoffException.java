package dev.postern.qr.phone;

/** Why a hand-off did not happen; {@link #code()} is stable, the message is for the user's eyes. */
public final class HandoffException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The scanned text is no link of this app. */
    public static final String INVALID_LINK = "invalid_link";

    /** The page's key is not the one the code commits to. */
    public static final String KEY_MISMATCH = "key_mismatch";

    /** The page's key or another member of the bridge's answer is malformed. */
    public static final String INVALID_KEY = "invalid_key";

    /** The user refused. */
    public static final String ACCESS_DENIED = "access_denied";

    /** The server forbids this hand-off. */
    public static final String RISK_DENIED = "risk_denied";

    /** The time to decide is over. */
    public static final String SESSION_EXPIRED = "session_expired";

    /** The bridge could not be reached or did not answer in time. */
    public static final String NETWORK = "network";

    /** What answered is not the bridge. */
    public static final String UNEXPECTED_ANSWER = "unexpected_answer";

    private final String code;
    private final int status;

    HandoffException(String code, String message) {
        this(code, message, 0, null);
    }

    HandoffException(String code, String message, int status, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.status = status;
    }

    /** The machine code: one of the constants here or of the bridge's table of codes. */
    public String code() {
        return code;
    }

    /** The HTTP status of the bridge's refusal; 0 when it was never asked. */
    public int status() {
        return status;
    }
}
