package dev.postern.challenge.registration;

import dev.postern.auth.AccessToken;
import dev.postern.challenge.issuing.Ceremony;
import dev.postern.challenge.issuing.CeremonyLimits;
import dev.postern.challenge.issuing.Challenge;
import dev.postern.challenge.issuing.ChallengeProblem;
import dev.postern.challenge.issuing.Challenges;
import dev.postern.challenge.projection.KnownCredential;
import dev.postern.challenge.projection.KnownUser;
import dev.postern.challenge.projection.ProjectionStore;
import dev.postern.challenge.registration.CreationOptions.AuthenticatorSelection;
import dev.postern.challenge.registration.CreationOptions.Descriptor;
import dev.postern.challenge.registration.CreationOptions.RelyingPartyEntity;
import dev.postern.challenge.registration.CreationOptions.UserEntity;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import dev.postern.problem.ProblemType;
import dev.postern.settings.OfferedAlgorithms;
import dev.postern.settings.ProjectSettings;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Begins a registration: who may, with which options, against which challenge. */
@ApplicationScoped
class RegistrationCeremony {

    private static final long TIMEOUT_MILLIS = 300_000;

    private final Challenges challenges;
    private final CeremonyLimits limits;
    private final ProjectionStore projections;
    private final SettingsSource settings;

    RegistrationCeremony(
            Challenges challenges,
            CeremonyLimits limits,
            ProjectionStore projections,
            SettingsSource settings) {
        this.challenges = challenges;
        this.limits = limits;
        this.projections = projections;
        this.settings = settings;
    }

    /** A challenge and the options that carry it. */
    record Begun(Challenge challenge, CreationOptions options) {}

    /**
     * @param conditional whether the client is to register without asking its user
     * @param known the user as the projection tells, empty when it has not heard of them yet
     */
    Uni<Begun> begin(AccessToken token, Optional<KnownUser> known, boolean conditional) {
        admit(token, known);
        return limits.beginRegistration(token.userId())
                .chain(() -> projections.credentials(token.userId()))
                .invoke(this::refuseTooMany)
                .chain(credentials -> begin(token, credentials, conditional));
    }

    private Uni<Begun> begin(
            AccessToken token, List<KnownCredential> credentials, boolean conditional) {
        return challenges
                .issue(Ceremony.REGISTRATION, Optional.of(token.userId()), conditional)
                .map(
                        challenge ->
                                new Begun(
                                        challenge,
                                        options(userEntity(token), challenge, credentials)));
    }

    /**
     * @param email the address that the new user is to have
     * @param name what the authenticator shows beside it
     */
    Uni<Begun> beginSignUp(String email, String name) {
        return challenges
                .issue(Ceremony.SIGNUP, Optional.empty())
                .map(
                        challenge ->
                                new Begun(
                                        challenge,
                                        options(
                                                userEntity(challenge.id(), email, name),
                                                challenge,
                                                List.of())));
    }

    private static void admit(AccessToken token, Optional<KnownUser> known) {
        refuseIf(token.anonymous(), ChallengeProblem.ANONYMOUS_USER);
        known.ifPresent(
                user -> {
                    refuseIf(user.isSsoUser(), ChallengeProblem.SSO_USER);
                    refuseIf(
                            user.hasVerifiedFactor() && !token.aal().equals("aal2"),
                            ChallengeProblem.INSUFFICIENT_AAL);
                    refuseIf(
                            !user.emailConfirmed() && !user.phoneConfirmed(),
                            user.hasPhone() && !user.hasEmail()
                                    ? Problem.PHONE_NOT_CONFIRMED
                                    : Problem.EMAIL_NOT_CONFIRMED);
                });
    }

    private void refuseTooMany(List<KnownCredential> credentials) {
        refuseIf(
                credentials.size() >= settings.current().passkeys().maxPerUser(),
                ChallengeProblem.TOO_MANY_PASSKEYS);
    }

    private static void refuseIf(boolean condition, ProblemType problem) {
        if (condition) {
            throw ApiProblem.of(problem);
        }
    }

    private CreationOptions options(
            UserEntity user, Challenge challenge, List<KnownCredential> credentials) {
        ProjectSettings.RelyingParty relyingParty = settings.current().relyingParty();
        return new CreationOptions(
                new RelyingPartyEntity(relyingParty.displayName(), relyingParty.id()),
                user,
                challenge.value(),
                CreationOptions.parameters(OfferedAlgorithms.of(settings.current().passkeys())),
                TIMEOUT_MILLIS,
                credentials.isEmpty()
                        ? null
                        : credentials.stream().map(RegistrationCeremony::descriptor).toList(),
                new AuthenticatorSelection("required", true, challenge.userVerification()),
                settings.current().passkeys().attestation());
    }

    private static UserEntity userEntity(AccessToken token) {
        String name = token.email().isEmpty() ? token.phone() : token.email();
        String displayName =
                token.userMetadata().get("name") instanceof String text && !text.isEmpty()
                        ? text
                        : name;
        return userEntity(token.userId(), name, displayName);
    }

    private static UserEntity userEntity(UUID userId, String name, String displayName) {
        byte[] handle = userId.toString().getBytes(StandardCharsets.US_ASCII);
        return new UserEntity(
                name, displayName, Base64.getUrlEncoder().withoutPadding().encodeToString(handle));
    }

    private static Descriptor descriptor(KnownCredential credential) {
        boolean untold = credential.transports() == null || credential.transports().isEmpty();
        return new Descriptor(
                "public-key", credential.credentialId(), untold ? null : credential.transports());
    }
}
