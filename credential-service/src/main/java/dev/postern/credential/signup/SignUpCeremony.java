package dev.postern.credential.signup;

import dev.postern.credential.Verifications;
import dev.postern.credential.VerifyRequest;
import dev.postern.credential.aaguid.AuthenticatorNames;
import dev.postern.credential.challenge.Ceremony;
import dev.postern.credential.challenge.ChallengeClient;
import dev.postern.credential.challenge.ConsumedChallenge;
import dev.postern.credential.record.Actor;
import dev.postern.credential.record.CredentialRepository;
import dev.postern.credential.record.Passkey;
import dev.postern.credential.relyingparty.RegistrationResponse;
import dev.postern.credential.relyingparty.RelyingParty;
import dev.postern.credential.relyingparty.ResponseReader;
import dev.postern.credential.relyingparty.VerifiedRegistration;
import dev.postern.credential.relyingparty.Verifier;
import dev.postern.credential.session.SessionApi.SignUp;
import dev.postern.credential.session.SessionClient;
import dev.postern.problem.ApiProblem;
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Signs somebody up with a passkey. The new user's id is the challenge's: it was drawn at random
 * and stands in the options as the user handle. The credential is stored first and the user made
 * second: a credential without a user opens nothing, while a user without a credential could never
 * sign in.
 */
@ApplicationScoped
class SignUpCeremony {

    private static final String ROLE = "authenticated";

    private final ChallengeClient challenges;
    private final ResponseReader reader;
    private final RelyingParty relyingParty;
    private final Verifier verifier;
    private final CredentialRepository credentials;
    private final AuthenticatorNames names;
    private final SessionClient sessions;
    private final SettingsSource settings;
    private final Verifications verifications;

    SignUpCeremony(
            ChallengeClient challenges,
            ResponseReader reader,
            RelyingParty relyingParty,
            Verifier verifier,
            CredentialRepository credentials,
            AuthenticatorNames names,
            SessionClient sessions,
            SettingsSource settings,
            Verifications verifications) {
        this.challenges = challenges;
        this.reader = reader;
        this.relyingParty = relyingParty;
        this.verifier = verifier;
        this.credentials = credentials;
        this.names = names;
        this.sessions = sessions;
        this.settings = settings;
        this.verifications = verifications;
    }

    /** The device that signs up. */
    record Device(String ip, boolean forwarded, String userAgent) {}

    /** The first session, as session-service wrote it. */
    Uni<RestResponse<byte[]>> verify(VerifyRequest answer, SignUpRequest request, Device device) {
        return verifications.counted(
                Ceremony.SIGNUP,
                challenges
                        .consumeSignUp(answer.challenge(), device.ip(), device.forwarded())
                        .chain(challenge -> verified(challenge, answer, request, device)));
    }

    private Uni<RestResponse<byte[]>> verified(
            ConsumedChallenge challenge,
            VerifyRequest answer,
            SignUpRequest request,
            Device device) {
        RegistrationResponse response = reader.registration(answer.credential());
        UUID user = answer.challenge();
        return verifier.run(
                        () ->
                                relyingParty.verifyRegistration(
                                        response, challenge.expectation(settings.current())))
                .chain(
                        registration ->
                                store(challenge, registration, user)
                                        .chain(
                                                passkey ->
                                                        makeUser(
                                                                user,
                                                                passkey,
                                                                registration,
                                                                request,
                                                                device)));
    }

    private Uni<Passkey> store(
            ConsumedChallenge challenge, VerifiedRegistration registration, UUID user) {
        return credentials.register(
                challenge.hash(),
                registration,
                names.of(registration.aaguid()),
                settings.current().passkeys().maxPerUser(),
                new Actor(user, ROLE));
    }

    private Uni<RestResponse<byte[]>> makeUser(
            UUID user,
            Passkey passkey,
            VerifiedRegistration registration,
            SignUpRequest request,
            Device device) {
        boolean twoFactors =
                registration.userVerified() && settings.current().passkeys().uvGrantsAal2();
        return sessions.signUp(
                        new SignUp(
                                user,
                                request.email(),
                                request.data(),
                                passkey.id(),
                                twoFactors ? "aal2" : "aal1",
                                device.ip(),
                                device.userAgent()))
                .onFailure(SignUpCeremony::isRefused)
                .call(() -> credentials.delete(passkey.id(), user, Actor.SUITE, false));
    }

    /** A certain refusal; after an outage the user may exist, and needs the passkey. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof ApiProblem problem && problem.status() < 500;
    }
}
