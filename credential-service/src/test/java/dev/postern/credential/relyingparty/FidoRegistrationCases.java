package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.accept;
import static dev.postern.credential.relyingparty.FidoCase.refuse;

import dev.postern.testkit.authenticator.AuthenticatorData;
import dev.postern.testkit.authenticator.Cbor;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import dev.postern.testkit.authenticator.Tampering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** MakeCredential Response, structure to algorithms. */
final class FidoRegistrationCases {

    private static final String SUITE = "MakeCredential";
    private static final String THREE = SUITE + " Resp-3 ";
    private static final String FOUR = SUITE + " Resp-4 ";

    private final FidoCeremonies ceremonies = new FidoCeremonies();
    private final FidoSharedCases shared = new FidoSharedCases(SUITE, ceremonies::register);

    List<FidoCase> all() {
        List<FidoCase> cases = new ArrayList<>(shared.structure());
        cases.addAll(shared.member(SUITE + " Resp-1 ", 12, "attestationObject"));
        cases.addAll(shared.clientData("webauthn.create", "webauthn.get"));
        cases.addAll(attestationObject());
        cases.addAll(statement());
        cases.addAll(algorithms());
        return cases;
    }

    private List<FidoCase> attestationObject() {
        return List.of(
                accept(
                        THREE + "P-1",
                        "packed, with extension data and flag ED",
                        register(
                                Tampering.none()
                                        .set(AuthenticatorData.ED)
                                        .authenticatorData(
                                                data ->
                                                        data.extensions =
                                                                Map.of("credProtect", 2L)))),
                refuse(
                        THREE + "F-1",
                        "attestationObject is no CBOR map",
                        Refusal.ATTESTATION_OBJECT_MALFORMED,
                        register(
                                Tampering.none()
                                        .attestationObjectBytes(
                                                bytes -> Cbor.encode(List.of(1L, "x"))))),
                object("F-2", "fmt missing", object -> object.remove("fmt")),
                object("F-3", "fmt of another type", object -> object.put("fmt", 42L)),
                object("F-4", "attStmt missing", object -> object.remove("attStmt")),
                refuse(
                        THREE + "F-5",
                        "attStmt is no map",
                        Refusal.ATTESTATION_STATEMENT_INVALID,
                        register(changed(object -> object.put("attStmt", List.of())))),
                object("F-6", "authData missing", object -> object.remove("authData")),
                object("F-7", "authData is no byte string", o -> o.put("authData", "text")),
                data("F-8", "authData empty", changed(o -> o.put("authData", new byte[0]))),
                data(
                        "F-9",
                        "flag AT clear, attested data there",
                        Tampering.none().clear(AuthenticatorData.AT)),
                data(
                        "F-10",
                        "flag AT clear, no attested data",
                        Tampering.none()
                                .clear(AuthenticatorData.AT)
                                .authenticatorData(data -> data.coseKey = null)),
                data(
                        "F-11",
                        "flag AT set, no attested data",
                        Tampering.none().authenticatorData(data -> data.coseKey = null)),
                data("F-12", "bytes left over", Tampering.none().leftover(1, 2, 3)));
    }

    private FidoCase object(String id, String title, Consumer<Map<String, Object>> change) {
        return refuse(
                THREE + id, title, Refusal.ATTESTATION_OBJECT_MALFORMED, register(changed(change)));
    }

    private FidoCase data(String id, String title, Tampering tampering) {
        return refuse(THREE + id, title, Refusal.AUTH_DATA_MALFORMED, register(tampering));
    }

    private List<FidoCase> statement() {
        return List.of(
                statement("F-13", "attStmt empty", Map::clear),
                statement("F-14", "alg missing", statement -> statement.remove("alg")),
                statement("F-15", "alg of another type", statement -> statement.put("alg", "-7")),
                statement("F-16", "alg of another key", statement -> statement.put("alg", -257L)),
                statement("F-17", "sig missing", statement -> statement.remove("sig")),
                statement("F-18", "sig of another type", statement -> statement.put("sig", "x")),
                statement("F-19", "sig empty", s -> s.put("sig", new byte[0])));
    }

    private FidoCase statement(String id, String title, Consumer<Map<String, Object>> change) {
        return refuse(
                THREE + id,
                title,
                Refusal.ATTESTATION_STATEMENT_INVALID,
                register(changedStatement(change)));
    }

    private List<FidoCase> algorithms() {
        List<FidoCase> cases = new ArrayList<>();
        cases.add(
                refuse(
                                FOUR + "P-1",
                                "ES256K (optional)",
                                Refusal.ALGORITHM_NOT_ALLOWED,
                                register(Tampering.none().algorithm(-47)))
                        .because("optional; the JDK has no secp256k1, so it is not offered"));
        int number = 2;
        for (KeyAlgorithm algorithm :
                List.of(
                        KeyAlgorithm.PS256,
                        KeyAlgorithm.PS384,
                        KeyAlgorithm.PS512,
                        KeyAlgorithm.RS256,
                        KeyAlgorithm.RS384,
                        KeyAlgorithm.RS512)) {
            cases.add(algorithm(number++, algorithm));
        }
        cases.add(
                refuse(
                                FOUR + "P-8",
                                "RS1",
                                Refusal.ALGORITHM_NOT_ALLOWED,
                                () ->
                                        ceremonies.register(
                                                FidoCeremonies.authenticator()
                                                        .algorithm(KeyAlgorithm.RS256),
                                                Tampering.none().algorithm(-65535)))
                        .because("SHA-1 is accepted within statements of TPMs alone"));
        number++;
        for (KeyAlgorithm algorithm :
                List.of(
                        KeyAlgorithm.ES256,
                        KeyAlgorithm.ES384,
                        KeyAlgorithm.ES512,
                        KeyAlgorithm.EDDSA)) {
            cases.add(algorithm(number++, algorithm));
        }
        return cases;
    }

    private FidoCase algorithm(int number, KeyAlgorithm algorithm) {
        return accept(
                FOUR + "P-" + number,
                algorithm + ", self-attested",
                () -> ceremonies.register(FidoCeremonies.authenticator().algorithm(algorithm)));
    }

    private Runnable register(Tampering tampering) {
        return () -> ceremonies.register(tampering);
    }

    static Tampering changed(Consumer<Map<String, Object>> change) {
        return Tampering.none().attestationObject(change);
    }

    @SuppressWarnings("unchecked")
    static Tampering changedStatement(Consumer<Map<String, Object>> change) {
        return changed(object -> change.accept((Map<String, Object>) object.get("attStmt")));
    }
}
