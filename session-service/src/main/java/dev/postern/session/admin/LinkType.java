package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.session.verification.VerificationType;
import java.util.Arrays;
import java.util.Locale;

/** What a link is for that an administrator passes on. */
enum LinkType {
    SIGNUP(VerificationType.SIGNUP),
    INVITE(VerificationType.INVITE),
    MAGICLINK(VerificationType.MAGICLINK),
    RECOVERY(VerificationType.RECOVERY),
    EMAIL_CHANGE_CURRENT(VerificationType.EMAIL_CHANGE),
    EMAIL_CHANGE_NEW(VerificationType.EMAIL_CHANGE);

    private static final int SHOWN = 32;

    private final VerificationType verification;

    LinkType(VerificationType verification) {
        this.verification = verification;
    }

    /** What whoever uses the link verifies. */
    VerificationType verification() {
        return verification;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LinkType of(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiProblem.of(AdminProblem.LINK_TYPE, shown(name)));
    }

    private static String shown(String name) {
        String text = name == null ? "" : name;
        return (text.length() > SHOWN ? text.substring(0, SHOWN) : text)
                .replaceAll("\\p{Cntrl}", "?");
    }
}
