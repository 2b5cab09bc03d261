package dev.postern.session.audit;

import java.util.Locale;

/** What the audit log knows to tell, under Supabase's names. */
public enum AuditAction {
    LOGOUT("account"),
    USER_SIGNEDUP("team"),
    USER_CONFIRMATION_REQUESTED("user"),
    USER_REPEATED_SIGNUP("user"),
    USER_MODIFIED("user"),
    USER_UPDATED_PASSWORD("user"),
    PASSKEY_CREATED("user"),
    PASSKEY_UPDATED("user"),
    PASSKEY_DELETED("user"),
    PASSKEY_CLONE_SUSPECTED("user"),
    SIGNING_KEYS_ROTATED("team");

    private final String logType;

    AuditAction(String logType) {
        this.logType = logType;
    }

    String action() {
        return name().toLowerCase(Locale.ROOT);
    }

    String logType() {
        return logType;
    }
}
