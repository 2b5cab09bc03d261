package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.session.audit.AuditAction;
import dev.postern.session.audit.AuditLog;
import dev.postern.session.session.Sessions;
import dev.postern.session.session.Sessions.Scope;
import dev.postern.session.settings.Settings;
import dev.postern.session.user.EmailChange;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.User;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserProblem;
import dev.postern.session.user.UserRepository;
import dev.postern.session.user.Users;
import dev.postern.session.verification.OneTimeTokens;
import dev.postern.session.verification.OneTimeTokens.Code;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes the codes of links that an administrator passes on, each in one transaction. */
@ApplicationScoped
class Links {

    /**
     * What is wanted, already checked.
     *
     * @param passwordHash of somebody who signs up; empty leaves the user without a password
     * @param newEmail only for a change of address
     */
    record Order(
            LinkType type,
            String email,
            Optional<String> passwordHash,
            Map<String, Object> data,
            Optional<String> newEmail) {

        Order as(LinkType other) {
            return new Order(other, email, passwordHash, data, newEmail);
        }
    }

    /** The user afterwards and the code that was made. */
    record Made(LinkType type, User user, Code code) {}

    private final UserRepository repository;
    private final UserCreation creation;
    private final EmailChange emailChange;
    private final OneTimeTokens tokens;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Users users;
    private final Settings settings;

    Links(
            UserRepository repository,
            UserCreation creation,
            EmailChange emailChange,
            OneTimeTokens tokens,
            Sessions sessions,
            AuditLog audit,
            Users users,
            Settings settings) {
        this.repository = repository;
        this.creation = creation;
        this.emailChange = emailChange;
        this.tokens = tokens;
        this.sessions = sessions;
        this.audit = audit;
        this.users = users;
        this.settings = settings;
    }

    @WithTransaction
    Uni<Made> make(Order order, Administrator administrator) {
        return repository
                .lockByEmail(order.email())
                .chain(known -> make(order, Optional.ofNullable(known), administrator));
    }

    private Uni<Made> make(Order order, Optional<UserEntity> known, Administrator administrator) {
        return switch (order.type()) {
            case SIGNUP -> signUp(order, known, administrator);
            case INVITE -> invite(order, known, administrator);
            case MAGICLINK ->
                    known.isEmpty()
                            ? signUp(order.as(LinkType.SIGNUP), known, administrator)
                            : recover(order, known, administrator);
            case RECOVERY -> recover(order, known, administrator);
            case EMAIL_CHANGE_CURRENT, EMAIL_CHANGE_NEW -> changeEmail(order, known, administrator);
        };
    }

    private Uni<Made> signUp(Order order, Optional<UserEntity> known, Administrator administrator) {
        return unconfirmed(order, known)
                .invoke(user -> user.userMetadata = Metadata.merge(user.userMetadata, order.data()))
                .chain(
                        user ->
                                confirmation(
                                        order,
                                        user,
                                        AuditAction.USER_CONFIRMATION_REQUESTED,
                                        administrator));
    }

    /**
     * Who signed up with the address before its holder is invited loses what was signed up with.
     */
    private Uni<Made> invite(Order order, Optional<UserEntity> known, Administrator administrator) {
        return unconfirmed(order, known)
                .call(user -> known.isPresent() ? dropClaims(user) : Uni.createFrom().voidItem())
                .invoke(user -> user.invitedAt = Instant.now())
                .chain(user -> confirmation(order, user, AuditAction.USER_INVITED, administrator));
    }

    private Uni<Void> dropClaims(UserEntity user) {
        user.encryptedPassword = null;
        return sessions.revoke(user.id, Scope.GLOBAL, Optional.empty(), "password_changed")
                .replaceWithVoid();
    }

    private Uni<UserEntity> unconfirmed(Order order, Optional<UserEntity> known) {
        if (known.filter(UserEntity::isConfirmed).isPresent()) {
            throw ApiProblem.of(UserProblem.EMAIL_EXISTS);
        }
        return known.map(user -> Uni.createFrom().item(user))
                .orElseGet(() -> creation.add(newcomer(order)));
    }

    private static UserEntity newcomer(Order order) {
        UserEntity user = new UserEntity();
        user.id = UUID.randomUUID();
        user.email = order.email();
        user.encryptedPassword = order.passwordHash().orElse(null);
        user.createdAt = Instant.now();
        user.updatedAt = user.createdAt;
        user.userMetadata = Metadata.merge(Map.of(), order.data());
        user.becomeKnownBy("email");
        user.describeEmail();
        Metadata.demandLimit(user.userMetadata);
        return user;
    }

    private Uni<Made> confirmation(
            Order order, UserEntity user, AuditAction action, Administrator administrator) {
        user.confirmationSentAt = Instant.now();
        return tokens.issue(user.id, Purpose.CONFIRMATION_TOKEN, user.email)
                .chain(code -> conclude(order, user, code, action, administrator));
    }

    private Uni<Made> recover(
            Order order, Optional<UserEntity> known, Administrator administrator) {
        UserEntity user = demand(known);
        user.recoverySentAt = Instant.now();
        return tokens.issue(user.id, Purpose.RECOVERY_TOKEN, user.email)
                .chain(
                        code ->
                                conclude(
                                        order,
                                        user,
                                        code,
                                        AuditAction.USER_RECOVERY_REQUESTED,
                                        administrator));
    }

    private Uni<Made> changeEmail(
            Order order, Optional<UserEntity> known, Administrator administrator) {
        UserEntity user = demand(known);
        boolean atOld = order.type() == LinkType.EMAIL_CHANGE_CURRENT;
        if (atOld && !settings.auth().mailerSecureEmailChangeEnabled()) {
            throw ApiProblem.of(AdminProblem.NO_SECURE_CHANGE);
        }
        return emailChange
                .prepare(user, order.newEmail().orElseThrow(), atOld)
                .chain(
                        code ->
                                conclude(
                                        order,
                                        user,
                                        code,
                                        AuditAction.USER_MODIFIED,
                                        administrator));
    }

    private static UserEntity demand(Optional<UserEntity> known) {
        return known.orElseThrow(() -> ApiProblem.of(AdminProblem.EMAIL_NOT_FOUND));
    }

    private Uni<Made> conclude(
            Order order,
            UserEntity user,
            Code code,
            AuditAction action,
            Administrator administrator) {
        return audit.write(
                        action,
                        administrator.actor(),
                        administrator.address(),
                        Administrator.about(user))
                .chain(repository::flush)
                .chain(() -> users.byId(user.id))
                .map(found -> new Made(order.type(), found.orElseThrow(), code));
    }
}
