package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.statement.CertificateBaseAttestationStatement;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.CoreServerProperty;
import com.webauthn4j.verifier.CoreRegistrationObject;
import com.webauthn4j.verifier.attestation.statement.AttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.androidsafetynet.AndroidSafetyNetAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import java.util.Map;
import java.util.UUID;

/**
 * The formats that WebAuthn4J verifies: {@code apple} (WebAuthn Level 3 §8.8), {@code fido-u2f}
 * (§8.6) and {@code android-safetynet} (§8.5).
 */
final class EngineStatement implements StatementVerifier {

    private static final String FIDO_U2F = "fido-u2f";
    private static final UUID NO_MODEL = new UUID(0, 0);

    /** Made when the first such statement comes: most never do, and it takes a while. */
    private static final class Engine {
        static final Map<String, AttestationStatementVerifier> VERIFIERS =
                Map.of(
                        "apple",
                        new AppleAnonymousAttestationStatementVerifier(),
                        FIDO_U2F,
                        new FIDOU2FAttestationStatementVerifier(),
                        "android-safetynet",
                        new AndroidSafetyNetAttestationStatementVerifier());
        static final ObjectConverter CONVERTER = new ObjectConverter();
        static final AttestationObjectConverter ATTESTATIONS =
                new AttestationObjectConverter(CONVERTER);
    }

    @Override
    public Attestation verify(Statement statement) {
        mustClaimNoModel(statement);
        byte[] object =
                Engine.CONVERTER
                        .getCborConverter()
                        .writeValueAsBytes(
                                Map.of(
                                        "fmt", statement.format(),
                                        "attStmt", statement.members(),
                                        "authData", statement.data().bytes()));
        AttestationObject attestation = Engine.ATTESTATIONS.convert(object);
        Engine.VERIFIERS
                .get(statement.format())
                .verify(
                        new CoreRegistrationObject(
                                attestation,
                                object,
                                statement.clientDataHash(),
                                new CoreServerProperty(statement.rpId(), new DefaultChallenge())));
        var certified = (CertificateBaseAttestationStatement) attestation.getAttestationStatement();
        return Attestation.certified(statement.format(), certified.getX5c());
    }

    /** U2F has no models, says FIDO; WebAuthn's own procedure does not look. */
    private static void mustClaimNoModel(Statement statement) {
        demand(
                !statement.demanded()
                        || !statement.format().equals(FIDO_U2F)
                        || statement.data().attested().aaguid().equals(NO_MODEL),
                "a U2F key that claims to be of a model");
    }
}
