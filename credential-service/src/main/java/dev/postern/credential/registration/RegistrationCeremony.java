package dev.postern.credential.registration;

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
import dev.postern.settings.SettingsSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Registers a passkey for a signed-in user. The challenge is consumed first, so whatever fails
 * after it burns it.
 */
@ApplicationScoped
public class RegistrationCeremony {

    private final ChallengeClient challenges;
    private final ResponseReader reader;
    private final RelyingParty relyingParty;
    private final Verifier verifier;
    private final CredentialRepository credentials;
    private final AuthenticatorNames names;
    private final SettingsSource settings;
    private final Verifications verifications;

    RegistrationCeremony(
            ChallengeClient challenges,
            ResponseReader reader,
            RelyingParty relyingParty,
            Verifier verifier,
            CredentialRepository credentials,
            AuthenticatorNames names,
            SettingsSource settings,
            Verifications verifications) {
        this.challenges = challenges;
        this.reader = reader;
        this.relyingParty = relyingParty;
        this.verifier = verifier;
        this.credentials = credentials;
        this.names = names;
        this.settings = settings;
        this.verifications = verifications;
    }

    /**
     * @param owner the user who registers
     * @param client IP address of the end client
     */
    public Uni<Passkey> verify(VerifyRequest request, Actor owner, String client) {
        return verifications.counted(
                Ceremony.REGISTRATION,
                challenges
                        .consumeRegistration(request.challenge(), owner.id(), client)
                        .chain(challenge -> verified(challenge, request, owner)));
    }

    private Uni<Passkey> verified(ConsumedChallenge challenge, VerifyRequest request, Actor owner) {
        RegistrationResponse response = reader.registration(request.credential());
        return verifier.run(
                        () ->
                                relyingParty.verifyRegistration(
                                        response, challenge.expectation(settings.current())))
                .chain(registration -> store(challenge, registration, owner));
    }

    private Uni<Passkey> store(
            ConsumedChallenge challenge, VerifiedRegistration registration, Actor owner) {
        return credentials.register(
                challenge.hash(),
                registration,
                names.of(registration.aaguid()),
                settings.current().passkeys().maxPerUser(),
                owner);
    }
}
