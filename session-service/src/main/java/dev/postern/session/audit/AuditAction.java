package dev.postern.session.audit;

import java.util.Locale;

/** What the audit log knows to tell, under Supabase's names. */
public enum AuditAction {
    LOGOUT("account"),
    USER_SIGNEDUP("team"),
    USER_CONFIRMATION_REQUESTED("user"),
    USER_REPEATED_SIGNUP("user"),
    USER_RECOVERY_REQUESTED("user"),
    USER_REAUTHENTICATE_REQUESTED("user"),
    USER_MODIFIED("user"),
    USER_UPDATED_PASSWORD("user"),
    USER_DELETED("team"),
    USER_INVITED("team"),
    PROJECT_SETTINGS_MODIFIED("team"),
    PASSKEY_CREATED("user"),
    PASSKEY_UPDATED("user"),
    PASSKEY_DELETED("user"),
    PASSKEY_CLONE_SUSPECTED("user"),
    QR_CLAIMED("account"),
    QR_APPROVED("account"),
    QR_DENIED("account"),
    QR_MISMATCH("account"),
    QR_DELIVERED("account"),
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
