package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.session.password.PasswordPolicy;
import dev.postern.session.password.Passwords;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Makes the hash to keep of what an administrator gave: a password, its hash, or nothing. */
@ApplicationScoped
class NewPassword {

    private static final int RANDOM_BYTES = 32;

    private final Passwords passwords;
    private final PasswordPolicy policy;
    private final SecureRandom random = new SecureRandom();

    NewPassword(Passwords passwords, PasswordPolicy policy) {
        this.passwords = passwords;
        this.policy = policy;
    }

    /**
     * For a new user, who has a random password when none was given. How strong it is, is left to
     * the administrator, as projects take over accounts that are older than their policy.
     */
    Uni<String> ofNewUser(AdminUserRequest request) {
        Optional<String> hash = hashIn(request);
        if (hash.isPresent()) {
            return Uni.createFrom().item(hash.get());
        }
        boolean given = request.password() != null && !request.password().isEmpty();
        if (given) {
            policy.checkLength(request.password());
        }
        return passwords.hash(given ? request.password() : nobodysPassword());
    }

    /** For a user who is there; empty when the password stays. */
    Uni<Optional<String>> ofUser(AdminUserRequest request) {
        Optional<String> hash = hashIn(request);
        if (hash.isPresent() || request.password() == null) {
            return Uni.createFrom().item(hash);
        }
        policy.check(request.password());
        return passwords.hash(request.password()).map(Optional::of);
    }

    private static Optional<String> hashIn(AdminUserRequest request) {
        Optional<String> hash =
                Optional.ofNullable(request.passwordHash()).filter(text -> !text.isEmpty());
        if (hash.isPresent() && request.password() != null) {
            throw ApiProblem.of(AdminProblem.PASSWORD_AND_HASH);
        }
        if (hash.filter(text -> !Passwords.isSupported(text)).isPresent()) {
            throw ApiProblem.of(AdminProblem.UNSUPPORTED_HASH);
        }
        return hash;
    }

    private String nobodysPassword() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
