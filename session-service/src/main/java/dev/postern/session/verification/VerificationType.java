package dev.postern.session.verification;

import dev.postern.session.verification.OneTimeTokens.Purpose;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a code or link claims to be for, and which codes that may be. */
public enum VerificationType {
    SIGNUP(Purpose.CONFIRMATION_TOKEN),
    INVITE(Purpose.CONFIRMATION_TOKEN),
    RECOVERY(Purpose.RECOVERY_TOKEN),
    MAGICLINK(Purpose.RECOVERY_TOKEN),
    EMAIL(Purpose.CONFIRMATION_TOKEN, Purpose.RECOVERY_TOKEN),
    EMAIL_CHANGE(Purpose.EMAIL_CHANGE_TOKEN_NEW, Purpose.EMAIL_CHANGE_TOKEN_CURRENT);

    private final Set<Purpose> purposes;

    VerificationType(Purpose... purposes) {
        this.purposes = Set.of(purposes);
    }

    Set<Purpose> purposes() {
        return purposes;
    }

    /** Its name in requests and links. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<VerificationType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
    }
}
