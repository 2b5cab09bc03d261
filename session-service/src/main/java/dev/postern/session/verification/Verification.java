package dev.postern.session.verification;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.FlowStates;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.user.EmailChange;
import dev.postern.session.user.UserEntity;
import dev.postern.session.user.UserRepository;
import dev.postern.session.verification.OneTimeTokens.Purpose;
import dev.postern.session.verification.OneTimeTokens.Used;
import dev.postern.session.verification.Verified.FirstOfTwo;
import dev.postern.session.verification.Verified.SignedIn;
import dev.postern.session.verification.Verified.WithAuthCode;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Uses a code up and does what it was for, in one transaction. */
@ApplicationScoped
class Verification {

    private static final Set<Purpose> BOTH_ADDRESSES =
            Set.of(Purpose.EMAIL_CHANGE_TOKEN_NEW, Purpose.EMAIL_CHANGE_TOKEN_CURRENT);

    private final OneTimeTokens tokens;
    private final UserRepository users;
    private final Confirmation confirmation;
    private final EmailChange emailChange;
    private final Sessions sessions;
    private final FlowStates flows;

    Verification(
            OneTimeTokens tokens,
            UserRepository users,
            Confirmation confirmation,
            EmailChange emailChange,
            Sessions sessions,
            FlowStates flows) {
        this.tokens = tokens;
        this.users = users;
        this.confirmation = confirmation;
        this.emailChange = emailChange;
        this.sessions = sessions;
        this.flows = flows;
    }

    /** Whoever shows it gets a session. */
    @WithTransaction
    Uni<Verified> verify(Proof proof, Client client) {
        return use(proof)
                .chain(
                        used ->
                                act(used, client)
                                        .chain(user -> conclude(user, id -> open(id, client))));
    }

    /** Whoever follows the link gets a session, in the PKCE flow a code instead. */
    @WithTransaction
    Uni<Verified> follow(Proof.Hash link, Client client) {
        if (!link.isPkce()) {
            return verify(link, client);
        }
        return use(link)
                .chain(
                        used ->
                                act(used, client)
                                        .chain(user -> conclude(user, id -> issueCode(used))));
    }

    private Uni<Used> use(Proof proof) {
        Set<Purpose> purposes = proof.type().purposes();
        Uni<Optional<Used>> use =
                proof instanceof Proof.Digits typed
                        ? tokens.useDigits(typed.address(), typed.digits(), purposes)
                        : tokens.useHash(((Proof.Hash) proof).hash(), purposes);
        return use.map(used -> used.orElseThrow(() -> ApiProblem.of(proof.refusal())));
    }

    /** Empty when somebody else has to agree too. */
    private Uni<Optional<UserEntity>> act(Used used, Client client) {
        return users.lockById(used.userId())
                .invoke(Verification::refuseBanned)
                .chain(user -> apply(used.purpose(), user, client));
    }

    private Uni<Optional<UserEntity>> apply(Purpose purpose, UserEntity user, Client client) {
        return switch (purpose) {
            case CONFIRMATION_TOKEN -> confirmation.bySignUp(user, client).map(Optional::of);
            case RECOVERY_TOKEN -> confirmation.byAddressAlone(user, client).map(Optional::of);
            case EMAIL_CHANGE_TOKEN_NEW, EMAIL_CHANGE_TOKEN_CURRENT -> change(user);
            case REAUTHENTICATION_TOKEN ->
                    throw new IllegalStateException("no type of verification uses a nonce");
        };
    }

    private Uni<Optional<UserEntity>> change(UserEntity user) {
        return emailChange
                .agree(user)
                .chain(
                        done ->
                                done
                                        ? tokens.discard(user.id, BOTH_ADDRESSES)
                                                .replaceWith(Optional.of(user))
                                        : Uni.createFrom().item(Optional.<UserEntity>empty()));
    }

    private Uni<Verified> conclude(
            Optional<UserEntity> user, Function<UserEntity, Uni<Verified>> end) {
        return user.isEmpty()
                ? Uni.createFrom().item(new FirstOfTwo())
                : users.flush().chain(() -> end.apply(user.get()));
    }

    private Uni<Verified> open(UserEntity user, Client client) {
        return sessions.open(SessionOpening.by("otp", user.id, client)).map(SignedIn::new);
    }

    private Uni<Verified> issueCode(Used used) {
        return flows.issueCode(Optional.ofNullable(used.flowStateId())).map(WithAuthCode::new);
    }

    private static void refuseBanned(UserEntity user) {
        if (user.isBanned()) {
            throw ApiProblem.of(Problem.USER_BANNED);
        }
    }
}
