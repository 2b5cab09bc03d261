package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.verification.MailPace;
import dev.postern.session.verification.OneTimeTokens;
import dev.postern.session.verification.OneTimeTokens.Code;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes a user's address: at once where addresses count as confirmed, else when the holder of the
 * new address, and where the project asks for it the holder of the old one too, has agreed.
 */
@ApplicationScoped
public class EmailChange {

    /** Nobody has agreed yet, and two must. */
    private static final short TWO_TO_AGREE = 0;

    /** One has to agree. */
    private static final short ONE_TO_AGREE = 1;

    private final UserRepository users;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final OneTimeTokens tokens;
    private final MailPace pace;
    private final Settings settings;

    EmailChange(
            UserRepository users,
            IdentityRepository identities,
            UserEvents events,
            OneTimeTokens tokens,
            MailPace pace,
            Settings settings) {
        this.users = users;
        this.identities = identities;
        this.events = events;
        this.tokens = tokens;
        this.pace = pace;
        this.settings = settings;
    }

    /**
     * Begins, or under autoconfirm completes, the change; inside the caller's transaction.
     *
     * @return the codes to mail once the transaction has committed
     */
    Uni<List<Code>> begin(UserEntity user, String newEmail) {
        return users.isTaken(newEmail, user.id)
                .invoke(EmailChange::refuseTaken)
                .chain(() -> proceed(user, newEmail));
    }

    private Uni<List<Code>> proceed(UserEntity user, String newEmail) {
        AuthSettings auth = settings.auth();
        if (auth.mailerAutoconfirm()) {
            user.emailChange = newEmail;
            return complete(user).replaceWith(List.of());
        }
        boolean both = auth.mailerSecureEmailChangeEnabled() && user.hasEmail();
        pace.demand(user.emailChangeSentAt);
        user.emailChange = newEmail;
        user.emailChangeSentAt = Instant.now();
        user.emailChangeConfirmStatus = both ? TWO_TO_AGREE : ONE_TO_AGREE;
        List<Code> codes = new ArrayList<>();
        return tokens.issue(user.id, Purpose.EMAIL_CHANGE_TOKEN_NEW, newEmail)
                .invoke(codes::add)
                .chain(() -> both ? askHolderOfOld(user, codes) : Uni.createFrom().voidItem())
                .replaceWith(codes);
    }

    private Uni<Void> askHolderOfOld(UserEntity user, List<Code> codes) {
        return tokens.issue(user.id, Purpose.EMAIL_CHANGE_TOKEN_CURRENT, user.email)
                .invoke(codes::add)
                .replaceWithVoid();
    }

    /**
     * Begins a change for an administrator, who passes the code on; inside the caller's
     * transaction. Whoever agreed to an earlier change has to agree again.
     *
     * @param atOld whether the code is for the holder of the old address, not of the new
     */
    public Uni<Code> prepare(UserEntity user, String newEmail, boolean atOld) {
        boolean both = settings.auth().mailerSecureEmailChangeEnabled() && user.hasEmail();
        return users.isTaken(newEmail, user.id)
                .invoke(EmailChange::refuseTaken)
                .chain(
                        () -> {
                            user.emailChange = newEmail;
                            user.emailChangeSentAt = Instant.now();
                            user.emailChangeConfirmStatus = both ? TWO_TO_AGREE : ONE_TO_AGREE;
                            return atOld
                                    ? tokens.issue(
                                            user.id, Purpose.EMAIL_CHANGE_TOKEN_CURRENT, user.email)
                                    : tokens.issue(
                                            user.id, Purpose.EMAIL_CHANGE_TOKEN_NEW, newEmail);
                        });
    }

    /**
     * One holder agrees; inside the caller's transaction.
     *
     * @return whether nobody else has to, so that the address has changed
     */
    public Uni<Boolean> agree(UserEntity user) {
        if (user.emailChangeConfirmStatus == TWO_TO_AGREE) {
            user.emailChangeConfirmStatus = ONE_TO_AGREE;
            return Uni.createFrom().item(false);
        }
        return users.isTaken(user.emailChange, user.id)
                .invoke(EmailChange::refuseTaken)
                .chain(() -> complete(user))
                .replaceWith(true);
    }

    private Uni<Void> complete(UserEntity user) {
        user.email = user.emailChange;
        user.emailChange = "";
        user.emailChangeConfirmStatus = TWO_TO_AGREE;
        user.emailConfirmedAt = Instant.now();
        user.updatedAt = user.emailConfirmedAt;
        user.becomeKnownByEmail();
        return identities.agreeWithEmailOf(user).chain(() -> events.updated(user));
    }

    private static void refuseTaken(boolean taken) {
        if (taken) {
            throw ApiProblem.of(UserProblem.EMAIL_EXISTS);
        }
    }
}
