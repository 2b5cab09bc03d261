package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.password.PasswordPolicy;
import dev.postern.session.password.Passwords;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.reauthentication.Reauthentication;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.user.UserChange.Change;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Changes a user as the user wishes: checked first, hashed next, then one transaction. */
@ApplicationScoped
class UserUpdate {

    private final PasswordPolicy policy;
    private final Passwords passwords;
    private final PasswordHashes hashes;
    private final Reauthentication reauthentication;
    private final UserChange change;

    UserUpdate(
            PasswordPolicy policy,
            Passwords passwords,
            PasswordHashes hashes,
            Reauthentication reauthentication,
            UserChange change) {
        this.policy = policy;
        this.passwords = passwords;
        this.hashes = hashes;
        this.reauthentication = reauthentication;
        this.change = change;
    }

    Uni<UserChange.Changed> update(CallerSession caller, UserUpdateRequest wish, Client client) {
        Optional<String> email = validate(caller, wish);
        Optional<CodeChallenge> challenge = wish.challenge();
        Map<String, Object> data = Metadata.read(wish.data());
        return newHash(caller, wish)
                .chain(
                        hash ->
                                change.apply(
                                        caller, new Change(email, challenge, hash, data), client));
    }

    /** The new address, when it is one; the checks come in the order of the contract. */
    private Optional<String> validate(CallerSession caller, UserUpdateRequest wish) {
        User user = caller.user();
        Optional<String> email =
                wish.setsEmail()
                        ? Optional.of(EmailAddress.normalise(wish.email(), UserProblem.BAD_EMAIL))
                                .filter(address -> !address.equals(user.email()))
                        : Optional.empty();
        boolean credentials = email.isPresent() || wish.setsPassword() || wish.setsPhone();
        refuseIf(user.ssoUser() && credentials, UserProblem.SSO_MANAGED);
        if (wish.setsPassword()) {
            policy.check(wish.password());
        }
        refuseIf(wish.setsPhone(), UserProblem.PHONE_PROVIDER_DISABLED);
        refuseIf(wish.setsAppMetadata(), UserProblem.APP_METADATA_NOT_ADMIN);
        refuseIf(
                credentials && user.hasVerifiedFactor() && !caller.aal().equals("aal2"),
                UserProblem.INSUFFICIENT_AAL);
        refuseIf(
                user.anonymous()
                        && wish.setsPassword()
                        && !user.hasEmail()
                        && !user.hasPhone()
                        && email.isEmpty(),
                UserProblem.ANONYMOUS_PASSWORD);
        return email;
    }

    private Uni<Optional<String>> newHash(CallerSession caller, UserUpdateRequest wish) {
        if (!wish.setsPassword()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return reauthentication
                .demandNonce(caller, wish.nonce())
                .chain(() -> hashes.of(caller.user().id()))
                .call(
                        old ->
                                reauthentication.demandCurrentPassword(
                                        caller, wish.currentPassword(), old))
                .chain(old -> refuseSame(wish.password(), old))
                .chain(() -> passwords.hash(wish.password()))
                .map(Optional::of);
    }

    private Uni<Void> refuseSame(String password, Optional<String> old) {
        if (old.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return passwords
                .check(password, old)
                .invoke(check -> refuseIf(check.right(), UserProblem.SAME_PASSWORD))
                .replaceWithVoid();
    }

    private static void refuseIf(boolean condition, UserProblem refusal) {
        if (condition) {
            throw ApiProblem.of(refusal);
        }
    }
}
