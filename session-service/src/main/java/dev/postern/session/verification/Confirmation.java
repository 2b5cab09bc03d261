package dev.postern.session.verification;

import dev.postern.session.audit.Actor;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.client.Client;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.user.IdentityRepository;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserEvents;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the address of a user a confirmed one, inside the caller's transaction. Somebody may have
 * signed up with an address that is not theirs and wait for its holder to confirm it: a holder who
 * asked for a code of their own therefore takes the account over without that password.
 */
@ApplicationScoped
class Confirmation {

    private final OneTimeTokens tokens;
    private final IdentityRepository identities;
    private final UserEvents events;
    private final AuditLog audit;
    private final Sessions sessions;

    Confirmation(
            OneTimeTokens tokens,
            IdentityRepository identities,
            UserEvents events,
            AuditLog audit,
            Sessions sessions) {
        this.tokens = tokens;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.sessions = sessions;
    }

    /** By the mail that the sign-up itself led to: what was signed up with stays. */
    Uni<UserEntity> bySignUp(UserEntity user, Client client) {
        return user.isConfirmed() ? Uni.createFrom().item(user) : confirm(user, client);
    }

    /** By a mail that only the address was needed to ask for: what was signed up with goes. */
    Uni<UserEntity> byAddressAlone(UserEntity user, Client client) {
        return user.isConfirmed()
                ? Uni.createFrom().item(user)
                : dropClaims(user).chain(() -> confirm(user, client));
    }

    private Uni<Void> dropClaims(UserEntity user) {
        user.encryptedPassword = null;
        return tokens.discard(user.id, Set.of(Purpose.CONFIRMATION_TOKEN))
                .chain(
                        () ->
                                sessions.revoke(
                                        user.id,
                                        Scope.GLOBAL,
                                        Optional.empty(),
                                        "password_changed"))
                .replaceWithVoid();
    }

    private Uni<UserEntity> confirm(UserEntity user, Client client) {
        user.emailConfirmedAt = Instant.now();
        user.updatedAt = user.emailConfirmedAt;
        user.describeEmail();
        return identities
                .agreeWithEmailOf(user)
                .call(() -> events.updated(user))
                .call(
                        () ->
                                audit.write(
                                        AuditAction.USER_SIGNEDUP,
                                        Actor.of(user),
                                        client.address(),
                                        Map.of("provider", "email")))
                .replaceWith(user);
    }
}
