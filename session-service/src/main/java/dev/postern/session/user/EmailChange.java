package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.pkce.FlowStates;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Changes a user's address when the holder of the new one, and where the project asks for it the
 * holder of the old one too, has agreed.
 */
@ApplicationScoped
public class EmailChange {

    /** Nobody has agreed yet, and two must. */
    private static final short TWO_TO_AGREE = 0;

    /** One has to agree. */
    private static final short ONE_TO_AGREE = 1;

    /** The {@code amr} method of a session that comes of it. */
    private static final String METHOD = "email_change";

    private final UserRepository users;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final OneTimeTokens tokens;
    private final FlowStates flows;
    private final MailPace pace;
    private final Settings settings;

    EmailChange(
            UserRepository users,
            IdentityRepository identities,
            UserEvents events,
            OneTimeTokens tokens,
            FlowStates flows,
            MailPace pace,
            Settings settings) {
        this.users = users;
        this.identities = identities;
        this.events = events;
        this.tokens = tokens;
        this.flows = flows;
        this.pace = pace;
        this.settings = settings;
    }

    /**
     * Begins the change; inside the caller's transaction. Where addresses count as confirmed it is
     * also completed for a user who was anonymous so far, as a sign-up would be; whoever has an
     * account agrees to every change of its address.
     *
     * @param challenge of the PKCE flow that the links lead back to
     * @return the codes to mail once the transaction has committed
     */
    Uni<Optional<PendingEmailChange>> begin(
            UserEntity user, String newEmail, Optional<CodeChallenge> challenge) {
        return users.isTaken(newEmail, user.id)
                .invoke(EmailChange::refuseTaken)
                .chain(() -> proceed(user, newEmail, challenge));
    }

    /**
     * Asks again for agreement to the change that is under way; inside the caller's transaction.
     * Without a challenge the links lead back to the flow that the change began in.
     *
     * @return empty when there is none, or when somebody else took the new address meanwhile
     */
    public Uni<Optional<PendingEmailChange>> askAgain(
            UserEntity user, Optional<CodeChallenge> challenge) {
        if (user.emailChange == null || user.emailChange.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return users.isTaken(user.emailChange, user.id)
                .chain(
                        taken ->
                                taken
                                        ? Uni.createFrom()
                                                .item(Optional.<PendingEmailChange>empty())
                                        : flow(user, challenge)
                                                .chain(flow -> ask(user, user.emailChange, flow)));
    }

    private Uni<Optional<UUID>> flow(UserEntity user, Optional<CodeChallenge> challenge) {
        return challenge.isPresent()
                ? flows.begin(user.id, challenge, METHOD)
                : tokens.flowOf(user.id, Purpose.EMAIL_CHANGE_TOKEN_NEW);
    }

    private Uni<Optional<PendingEmailChange>> proceed(
            UserEntity user, String newEmail, Optional<CodeChallenge> challenge) {
        if (user.anonymous && settings.auth().mailerAutoconfirm()) {
            user.emailChange = newEmail;
            return complete(user).replaceWith(Optional.empty());
        }
        return flows.begin(user.id, challenge, METHOD).chain(flow -> ask(user, newEmail, flow));
    }

    private Uni<Optional<PendingEmailChange>> ask(
            UserEntity user, String newEmail, Optional<UUID> flow) {
        boolean both = settings.auth().mailerSecureEmailChangeEnabled() && user.hasEmail();
        pace.demand(user.emailChangeSentAt);
        user.emailChange = newEmail;
        user.emailChangeSentAt = Instant.now();
        user.emailChangeConfirmStatus = both ? TWO_TO_AGREE : ONE_TO_AGREE;
        List<Code> codes = new ArrayList<>();
        return tokens.issue(user.id, Purpose.EMAIL_CHANGE_TOKEN_NEW, newEmail, flow)
                .invoke(codes::add)
                .chain(() -> both ? askHolderOfOld(user, flow, codes) : discardOld(user))
                .map(
                        done ->
                                Optional.of(
                                        new PendingEmailChange(
                                                user.id,
                                                user.hasEmail() ? user.email : "",
                                                newEmail,
                                                codes)));
    }

    private Uni<Void> askHolderOfOld(UserEntity user, Optional<UUID> flow, List<Code> codes) {
        return tokens.issue(user.id, Purpose.EMAIL_CHANGE_TOKEN_CURRENT, user.email, flow)
                .invoke(codes::add)
                .replaceWithVoid();
    }

    /** A code for the old address from an earlier request must not agree to this change. */
    private Uni<Void> discardOld(UserEntity user) {
        return tokens.discard(user.id, Set.of(Purpose.EMAIL_CHANGE_TOKEN_CURRENT));
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
