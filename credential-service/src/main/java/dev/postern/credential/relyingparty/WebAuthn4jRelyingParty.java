package dev.postern.credential.relyingparty;

import static java.util.Objects.requireNonNull;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.AuthenticatorDataConverter;
import com.webauthn4j.converter.util.CborConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.client.ClientDataType;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionAuthenticatorOutput;
import com.webauthn4j.data.extension.authenticator.ExtensionAuthenticatorOutput;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.androidsafetynet.AndroidSafetyNetAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.NullSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.BadBackupEligibleFlagException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.ConstraintViolationException;
import com.webauthn4j.verifier.exception.IllegalBackupStateException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import dev.postern.credential.record.CredentialRecord;
import dev.postern.problem.ApiProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The relying party over WebAuthn4J, whose synchronous manager reads CBOR, checks flags and
 * verifies attestation statements and signatures. Client data and the form of public keys are
 * judged here, by the exact rules of the contract. Attestation statements must be right but need no
 * trust anchor.
 */
@ApplicationScoped
class WebAuthn4jRelyingParty implements RelyingParty {

    private static final Set<String> FORMATS =
            Set.of("none packed tpm android-key android-safetynet fido-u2f apple".split(" "));

    private static final Map<Class<?>, Refusal> REFUSALS =
            Map.of(
                    BadRpIdException.class, Refusal.RP_ID_HASH_MISMATCH,
                    UserNotPresentException.class, Refusal.USER_PRESENCE_MISSING,
                    UserNotVerifiedException.class, Refusal.USER_VERIFICATION_MISSING,
                    IllegalBackupStateException.class, Refusal.BACKUP_STATE_INVALID,
                    BadBackupEligibleFlagException.class, Refusal.BACKUP_ELIGIBILITY_CHANGED,
                    ConstraintViolationException.class, Refusal.AUTH_DATA_MALFORMED);

    private final ObjectConverter converter = new ObjectConverter();
    private final CborConverter cbor = converter.getCborConverter();
    private final AttestationObjectConverter attestations =
            new AttestationObjectConverter(converter);
    private final AuthenticatorDataConverter authenticatorData =
            new AuthenticatorDataConverter(converter);
    private final WebAuthnManager manager;

    WebAuthn4jRelyingParty() {
        manager =
                new WebAuthnManager(
                        List.of(
                                new NoneAttestationStatementVerifier(),
                                new PackedAttestationStatementVerifier(),
                                new TPMAttestationStatementVerifier(),
                                new AndroidKeyAttestationStatementVerifier(),
                                new AndroidSafetyNetAttestationStatementVerifier(),
                                new FIDOU2FAttestationStatementVerifier(),
                                new AppleAnonymousAttestationStatementVerifier()),
                        new NullCertPathTrustworthinessVerifier(),
                        new NullSelfAttestationTrustworthinessVerifier(),
                        converter);
        manager.getAuthenticationDataVerifier()
                .setMaliciousCounterValueHandler(notRising -> {}); // the database compares
    }

    @Override
    public VerifiedRegistration verifyRegistration(
            RegistrationResponse response, Expectation expected) {
        ClientData client = ClientData.parse(response.clientDataJson());
        client.mustAnswer(ClientData.CREATE, expected);
        byte[] object = response.attestationObject();
        AuthenticatorData<?> data =
                readAuthData(
                        orRefuse(
                                Refusal.ATTESTATION_OBJECT_MALFORMED,
                                () ->
                                        requireNonNull(
                                                attestations.extractAuthenticatorData(object))));
        AttestedCredentialData attested = attestedBy(data, response, expected);
        AttestationObject attestation = readAttestation(object);
        var registration =
                new RegistrationData(
                        attestation,
                        object,
                        toEngine(client),
                        response.clientDataJson(),
                        null,
                        Set.of());
        var parameters =
                new RegistrationParameters(
                        serverProperty(client, expected),
                        expected.userVerificationRequired(),
                        true);
        orRefuse(
                Refusal.ATTESTATION_STATEMENT_INVALID,
                () -> manager.verify(registration, parameters));
        return new VerifiedRegistration(
                attested.getCredentialId(),
                cbor.writeValueAsBytes(attested.getCOSEKey()),
                attestation.getFormat(),
                attested.getAaguid().getValue(),
                data.getSignCount(),
                response.transports(),
                data.isFlagUV(),
                data.isFlagBE(),
                data.isFlagBS());
    }

    @Override
    public VerifiedAuthentication verifyAuthentication(
            AuthenticationResponse response, CredentialRecord record, Expectation expected) {
        ClientData client = ClientData.parse(response.clientDataJson());
        client.mustAnswer(ClientData.GET, expected);
        AuthenticatorData<AuthenticationExtensionAuthenticatorOutput> data =
                readAuthData(response.authenticatorData());
        if (data.isFlagAT()) {
            throw Refusal.AUTH_DATA_MALFORMED.problem();
        }
        var authentication =
                new AuthenticationData(
                        response.id(),
                        response.userHandle(),
                        data,
                        response.authenticatorData(),
                        toEngine(client),
                        response.clientDataJson(),
                        null,
                        response.signature());
        var parameters =
                new AuthenticationParameters(
                        serverProperty(client, expected),
                        toEngine(record),
                        null,
                        expected.userVerificationRequired(),
                        true);
        orRefuse(Refusal.SIGNATURE_INVALID, () -> manager.verify(authentication, parameters));
        return new VerifiedAuthentication(data.getSignCount(), data.isFlagUV(), data.isFlagBS());
    }

    private static AttestedCredentialData attestedBy(
            AuthenticatorData<?> data, RegistrationResponse response, Expectation expected) {
        AttestedCredentialData attested = data.getAttestedCredentialData();
        if (attested == null) {
            throw Refusal.AUTH_DATA_MALFORMED.problem();
        }
        COSEKey key = attested.getCOSEKey();
        NewCredential.judge(
                attested.getCredentialId(),
                orRefuse(Refusal.PUBLIC_KEY_INVALID, () -> key.getAlgorithm().getValue()),
                orRefuse(Refusal.PUBLIC_KEY_INVALID, key::getPublicKey),
                response,
                expected);
        return attested;
    }

    private <T extends ExtensionAuthenticatorOutput> AuthenticatorData<T> readAuthData(
            byte[] authData) {
        AuthenticatorData<T> data;
        try {
            data = authenticatorData.convert(authData);
        } catch (RuntimeException unreadable) {
            boolean holdsOtherKey = NewCredential.keyIn(authData).filter(this::isMap).isPresent();
            throw (holdsOtherKey ? Refusal.PUBLIC_KEY_INVALID : Refusal.AUTH_DATA_MALFORMED)
                    .causedBy(unreadable);
        }
        boolean flagsTellTheTruth =
                data.isFlagAT() == (data.getAttestedCredentialData() != null)
                        && data.isFlagED() == !data.getExtensions().getKeys().isEmpty();
        if (!flagsTellTheTruth) {
            throw Refusal.AUTH_DATA_MALFORMED.problem();
        }
        return data;
    }

    private boolean isMap(byte[] bytes) {
        try {
            return cbor.readTree(bytes).isObject();
        } catch (RuntimeException notCbor) {
            return false;
        }
    }

    private AttestationObject readAttestation(byte[] attestationObject) {
        String format =
                orRefuse(
                        Refusal.ATTESTATION_OBJECT_MALFORMED,
                        () -> cbor.readTree(attestationObject).get("fmt").stringValue());
        return orRefuse(
                FORMATS.contains(format)
                        ? Refusal.ATTESTATION_STATEMENT_INVALID
                        : Refusal.ATTESTATION_FORMAT_UNSUPPORTED,
                () -> attestations.convert(attestationObject));
    }

    private CredentialRecordImpl toEngine(CredentialRecord record) {
        COSEKey key =
                orRefuse(
                        Refusal.PUBLIC_KEY_INVALID,
                        () -> cbor.readValue(record.publicKey(), COSEKey.class));
        return new CredentialRecordImpl(
                null,
                null,
                record.backupEligible(),
                null,
                record.signCount(),
                new AttestedCredentialData(AAGUID.NULL, record.credentialId(), key),
                null,
                null,
                null,
                null);
    }

    /** Client data was judged already; the engine gets what it cannot do without. */
    private static CollectedClientData toEngine(ClientData client) {
        return new CollectedClientData(
                ClientDataType.create(client.type()),
                new DefaultChallenge(client.challenge()),
                Origin.create(client.origin()),
                null);
    }

    private static ServerProperty serverProperty(ClientData client, Expectation expected) {
        return ServerProperty.builder()
                .origin(Origin.create(client.origin()))
                .rpId(expected.rpId())
                .challenge(new DefaultChallenge(expected.challenge()))
                .build();
    }

    /** Whatever fails in the engine is a refusal; what kind, its exception tells or the step. */
    private static <T> T orRefuse(Refusal step, Supplier<T> work) {
        try {
            return work.get();
        } catch (ApiProblem refused) {
            throw refused;
        } catch (RuntimeException failure) {
            throw REFUSALS.getOrDefault(failure.getClass(), step).causedBy(failure);
        }
    }
}
