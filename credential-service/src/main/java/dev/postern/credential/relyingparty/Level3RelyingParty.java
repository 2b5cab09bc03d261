package dev.postern.credential.relyingparty;

import dev.postern.credential.attestation.Attestation;
import dev.postern.credential.attestation.AttestationFormats;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.Statement;
import dev.postern.credential.attestation.TrustPolicy;
import dev.postern.credential.authenticator.AuthenticatorData;
import dev.postern.credential.authenticator.AuthenticatorData.Attested;
import dev.postern.credential.authenticator.CborReader;
import dev.postern.credential.authenticator.CoseKey;
import dev.postern.credential.authenticator.MalformedDataException;
import dev.postern.credential.record.CredentialRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/** The ceremonies of WebAuthn Level 3, step by step. */
@ApplicationScoped
class Level3RelyingParty implements RelyingParty {

    private static final int LONGEST_ID = 1023;

    private final TrustPolicy trust;

    Level3RelyingParty(TrustPolicy trust) {
        this.trust = trust;
    }

    @Override
    public VerifiedRegistration verifyRegistration(
            RegistrationResponse response, Expectation expected) {
        ClientData.parse(response.clientDataJson()).mustAnswer(ClientData.CREATE, expected);
        Map<Object, Object> object = attestationObject(response.attestationObject());
        AuthenticatorData data = registrationData(object.get("authData"));
        CoseKey key = newKey(data.attested(), response, expected);
        mustMeet(data, expected);
        Attestation attestation =
                AttestationFormats.verify(
                        new Statement(
                                (String) object.get("fmt"),
                                object.get("attStmt"),
                                data,
                                key,
                                expected.rpId(),
                                sha256(response.clientDataJson()),
                                expected.attestation() != Conveyance.NONE));
        boolean attested =
                trust.judge(attestation, data.attested().aaguid(), key, expected.attestation());
        return new VerifiedRegistration(
                data.attested().credentialId(),
                data.attested().publicKey(),
                attestation.format(),
                data.attested().aaguid(),
                attested,
                data.signCount(),
                response.transports(),
                data.userVerified(),
                data.backupEligible(),
                data.backedUp());
    }

    @Override
    public VerifiedAuthentication verifyAuthentication(
            AuthenticationResponse response, CredentialRecord record, Expectation expected) {
        ClientData.parse(response.clientDataJson()).mustAnswer(ClientData.GET, expected);
        AuthenticatorData data =
                orRefuse(
                        Refusal.AUTH_DATA_MALFORMED,
                        () -> AuthenticatorData.parse(response.authenticatorData()));
        if (data.attested() != null) {
            throw Refusal.AUTH_DATA_MALFORMED.problem();
        }
        mustMeet(data, expected);
        if (data.backupEligible() != record.backupEligible()) {
            throw Refusal.BACKUP_ELIGIBILITY_CHANGED.problem();
        }
        CoseKey key = orRefuse(Refusal.PUBLIC_KEY_INVALID, () -> CoseKey.parse(record.publicKey()));
        if (!key.verifies(signedBytes(response), response.signature())) {
            throw Refusal.SIGNATURE_INVALID.problem();
        }
        return new VerifiedAuthentication(data.signCount(), data.userVerified(), data.backedUp());
    }

    /** §6.5.4: exactly {@code fmt}, {@code attStmt} and {@code authData} are acted upon. */
    private static Map<Object, Object> attestationObject(byte[] bytes) {
        Map<Object, Object> object =
                orRefuse(Refusal.ATTESTATION_OBJECT_MALFORMED, () -> CborReader.map(bytes));
        if (!(object.get("fmt") instanceof String)
                || !(object.get("authData") instanceof byte[])
                || object.get("attStmt") == null) {
            throw Refusal.ATTESTATION_OBJECT_MALFORMED.problem();
        }
        return object;
    }

    private static AuthenticatorData registrationData(Object authData) {
        AuthenticatorData data =
                orRefuse(
                        Refusal.AUTH_DATA_MALFORMED,
                        () -> AuthenticatorData.parse((byte[]) authData));
        if (data.attested() == null) {
            throw Refusal.AUTH_DATA_MALFORMED.problem();
        }
        return data;
    }

    /** §7.1 steps 20 and 25, the agreement of all spellings of the id, and a sound key. */
    private static CoseKey newKey(
            Attested attested, RegistrationResponse response, Expectation expected) {
        if (attested.credentialId().length > LONGEST_ID) {
            throw Refusal.CREDENTIAL_ID_TOO_LONG.problem();
        }
        if (!Arrays.equals(attested.credentialId(), response.id())) {
            throw Refusal.CREDENTIAL_ID_MISMATCH.problem();
        }
        long algorithm =
                orRefuse(
                        Refusal.PUBLIC_KEY_INVALID,
                        () -> CoseKey.algorithmOf(attested.keyMembers()));
        if (!expected.algorithms().contains(algorithm)) {
            throw Refusal.ALGORITHM_NOT_ALLOWED.problem();
        }
        return orRefuse(Refusal.PUBLIC_KEY_INVALID, () -> CoseKey.of(attested.keyMembers()));
    }

    /** §7.1 steps 14 to 18, §7.2 steps 15 to 19. */
    private static void mustMeet(AuthenticatorData data, Expectation expected) {
        if (!data.isFor(sha256(expected.rpId().getBytes(StandardCharsets.UTF_8)))) {
            throw Refusal.RP_ID_HASH_MISMATCH.problem();
        }
        if (expected.userPresenceRequired() && !data.userPresent()) {
            throw Refusal.USER_PRESENCE_MISSING.problem();
        }
        if (expected.userVerificationRequired() && !data.userVerified()) {
            throw Refusal.USER_VERIFICATION_MISSING.problem();
        }
        if (data.backedUp() && !data.backupEligible()) {
            throw Refusal.BACKUP_STATE_INVALID.problem();
        }
    }

    private static byte[] signedBytes(AuthenticationResponse response) {
        byte[] data = response.authenticatorData();
        byte[] hash = sha256(response.clientDataJson());
        byte[] signed = Arrays.copyOf(data, data.length + hash.length);
        System.arraycopy(hash, 0, signed, data.length, hash.length);
        return signed;
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static <T> T orRefuse(Refusal refusal, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedDataException malformed) {
            throw refusal.causedBy(malformed);
        }
    }
}
