package dev.postern.credential.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.credential.attestation.Conveyance;
import dev.postern.credential.attestation.TestTrust;
import dev.postern.credential.attestation.TrustPolicy;
import dev.postern.credential.record.CredentialRecord;
import dev.postern.settings.OfferedAlgorithms;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import dev.postern.testkit.authenticator.SoftwareAuthenticator.Attestation;
import dev.postern.testkit.authenticator.Tampering;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Plays whole ceremonies against the relying party, without a server around it. */
final class FidoCeremonies {

    static final String RP_ID = "example.org";
    static final String ORIGIN = "https://example.org";

    private static final UUID OWNER = UUID.randomUUID();
    private static final String CHALLENGE =
            Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    private final ResponseReader reader = new ResponseReader(true);
    private final RelyingParty relyingParty;
    private final Conveyance conveyance;
    private boolean userPresence = true;
    private boolean userVerification;
    private final List<Long> algorithms = new ArrayList<>(OfferedAlgorithms.STANDARD);

    FidoCeremonies() {
        this(TestTrust.nobody(), Conveyance.NONE);
    }

    FidoCeremonies(TrustPolicy trust, Conveyance conveyance) {
        this.relyingParty = new Level3RelyingParty(trust);
        this.conveyance = conveyance;
    }

    FidoCeremonies demandingVerification() {
        userVerification = true;
        return this;
    }

    FidoCeremonies withoutPresence() {
        userPresence = false;
        return this;
    }

    FidoCeremonies offering(long algorithm) {
        algorithms.add(algorithm);
        return this;
    }

    static SoftwareAuthenticator authenticator() {
        return new SoftwareAuthenticator(ORIGIN).attestation(Attestation.PACKED_SELF);
    }

    VerifiedRegistration register(SoftwareAuthenticator authenticator, Tampering tampering) {
        return register(authenticator.register(creationOptions(), tampering));
    }

    VerifiedRegistration register(SoftwareAuthenticator authenticator) {
        return register(authenticator, Tampering.none());
    }

    VerifiedRegistration register(Tampering tampering) {
        return register(authenticator(), tampering);
    }

    private VerifiedRegistration register(JsonNode json) {
        return relyingParty.verifyRegistration(reader.registration(json), expectation());
    }

    /** Registers honestly, then signs in. */
    VerifiedAuthentication authenticate(SoftwareAuthenticator authenticator, Tampering tampering) {
        FidoCeremonies honest = new FidoCeremonies();
        algorithms.forEach(honest::offering);
        VerifiedRegistration registered = honest.register(authenticator);
        ObjectNode json = authenticator.authenticate(requestOptions(), tampering);
        AuthenticationResponse response = reader.authentication(json);
        CredentialRecord record =
                new CredentialRecord(
                        UUID.randomUUID(),
                        OWNER,
                        registered.credentialId(),
                        registered.publicKey(),
                        registered.signCount(),
                        registered.backupEligible());
        return relyingParty.verifyAuthentication(response, record, expectation());
    }

    VerifiedAuthentication authenticate(Tampering tampering) {
        return authenticate(authenticator(), tampering);
    }

    /** A member of the credential that is missing, or of a type it must not have. */
    static List<Runnable> wrongTypes(String member, Consumer<Tampering> play, boolean inResponse) {
        List<Runnable> attempts = new ArrayList<>();
        JsonNodeFactory json = JsonNodeFactory.instance;
        for (JsonNode wrong :
                List.of(
                        json.numberNode(42),
                        json.booleanNode(true),
                        json.arrayNode(),
                        json.objectNode(),
                        json.nullNode())) {
            Consumer<ObjectNode> change = object -> object.set(member, wrong);
            Tampering tampering =
                    inResponse
                            ? Tampering.none().response(change)
                            : Tampering.none().credential(change);
            attempts.add(() -> play.accept(tampering));
        }
        return attempts;
    }

    static ObjectNode creationOptions() {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("challenge", CHALLENGE);
        options.putObject("rp").put("id", RP_ID);
        options.putObject("user")
                .put(
                        "id",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        OWNER.toString().getBytes(StandardCharsets.US_ASCII)));
        return options;
    }

    static ObjectNode requestOptions() {
        return JsonNodeFactory.instance.objectNode().put("challenge", CHALLENGE).put("rpId", RP_ID);
    }

    Expectation expectation() {
        return new Expectation(
                RP_ID,
                List.of(ORIGIN),
                Set.of(),
                CHALLENGE,
                userPresence,
                userVerification,
                algorithms,
                conveyance);
    }
}
