package dev.postern.session.signup;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.password.PasswordPolicy;
import dev.postern.session.password.Passwords;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.settings.AuthSettings;
import dev.postern.session.settings.Settings;
import dev.postern.session.signup.Registration.Applicant;
import dev.postern.session.signup.SignUpOutcome.Concealed;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserProblem;
import dev.postern.session.verification.MailPace;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Signs somebody up. The password is hashed before anybody looks whether the address is known, so
 * that the time taken does not tell.
 */
@ApplicationScoped
class SignUp {

    private final Registration registration;
    private final AnonymousRegistration anonymous;
    private final Passwords passwords;
    private final PasswordPolicy policy;
    private final MailPace pace;
    private final Settings settings;

    SignUp(
            Registration registration,
            AnonymousRegistration anonymous,
            Passwords passwords,
            PasswordPolicy policy,
            MailPace pace,
            Settings settings) {
        this.registration = registration;
        this.anonymous = anonymous;
        this.passwords = passwords;
        this.policy = policy;
        this.pace = pace;
        this.settings = settings;
    }

    /** With an e-mail address and a password. */
    Uni<SignUpOutcome> withPassword(SignUpRequest request, Client client) {
        String email = validate(request);
        Optional<CodeChallenge> challenge = request.challenge();
        var metadata = Metadata.read(request.data());
        return passwords
                .hash(request.password())
                .map(hash -> new Applicant(email, hash, metadata, challenge, client))
                .chain(this::register);
    }

    /** Without any address. */
    Uni<SignUpOutcome> anonymously(SignUpRequest request, Client client) {
        if (settings.auth().disableSignup()) {
            throw ApiProblem.of(SignUpProblem.SIGNUP_DISABLED);
        }
        return anonymous.register(Metadata.read(request.data()), client);
    }

    /** Two sign-ups of one address at once: the second finds what the first left. */
    private Uni<SignUpOutcome> register(Applicant applicant) {
        return registration
                .register(applicant)
                .onFailure(StoreFailure::isDuplicate)
                .recoverWithUni(() -> registration.register(applicant))
                .call(this::keepPace);
    }

    private Uni<Void> keepPace(SignUpOutcome outcome) {
        return outcome instanceof Concealed concealed
                ? pace.demandOfStranger("confirmation", concealed.email())
                : Uni.createFrom().voidItem();
    }

    /** The address in lower case; the checks come in the order of the contract. */
    private String validate(SignUpRequest request) {
        AuthSettings auth = settings.auth();
        if (auth.disableSignup()) {
            throw ApiProblem.of(SignUpProblem.SIGNUP_DISABLED);
        }
        if (request.password() == null || request.password().isEmpty()) {
            throw ApiProblem.of(SignUpProblem.NO_PASSWORD);
        }
        policy.check(request.password());
        if (request.hasEmail() && request.hasPhone()) {
            throw ApiProblem.of(SignUpProblem.EMAIL_AND_PHONE);
        }
        if (request.hasPhone()) {
            throw ApiProblem.of(SignUpProblem.PHONE_PROVIDER_DISABLED);
        }
        if (!auth.externalEmailEnabled()) {
            throw ApiProblem.of(SignUpProblem.EMAIL_PROVIDER_DISABLED);
        }
        return EmailAddress.normalise(request.email(), UserProblem.BAD_EMAIL);
    }
}
