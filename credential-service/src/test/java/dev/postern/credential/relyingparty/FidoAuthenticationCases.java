package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.accept;
import static dev.postern.credential.relyingparty.FidoCase.refuse;
import static dev.postern.credential.relyingparty.FidoCeremonies.authenticator;

import dev.postern.testkit.authenticator.AuthenticatorData;
import dev.postern.testkit.authenticator.Tampering;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** GetAssertion Response. */
final class FidoAuthenticationCases {

    private static final String SUITE = "GetAssertion";
    private static final String ONE = SUITE + " Resp-1 ";
    private static final String THREE = SUITE + " Resp-3 ";
    private static final int UP = AuthenticatorData.UP;
    private static final int UV = AuthenticatorData.UV;

    private final FidoCeremonies ceremonies = new FidoCeremonies();
    private final FidoSharedCases shared = new FidoSharedCases(SUITE, ceremonies::authenticate);

    List<FidoCase> all() {
        List<FidoCase> cases = new ArrayList<>();
        cases.add(
                accept(
                        ONE + "P-1",
                        "an honest assertion",
                        () -> ceremonies.authenticate(Tampering.none())));
        cases.addAll(shared.structure());
        cases.addAll(encoded(12, "authenticatorData", Refusal.CREDENTIAL_MALFORMED));
        cases.addAll(encoded(16, "signature", Refusal.SIGNATURE_INVALID));
        cases.add(
                refuse(
                        ONE + "F-20",
                        "a signature that does not verify",
                        Refusal.SIGNATURE_INVALID,
                        play(Tampering.none().badSignature())));
        cases.add(handle());
        cases.addAll(shared.clientData("webauthn.get", "webauthn.create"));
        cases.addAll(flags());
        cases.addAll(data());
        return cases;
    }

    private FidoCase handle() {
        List<Runnable> wrong =
                FidoCeremonies.wrongTypes("userHandle", ceremonies::authenticate, true);
        return refuse(
                ONE + "F-21",
                "userHandle is no text",
                Refusal.CREDENTIAL_MALFORMED,
                wrong.subList(0, wrong.size() - 1)); // null is what absent means
    }

    /** Missing, of another type, not base64url, empty. */
    private List<FidoCase> encoded(int first, String member, Refusal empty) {
        return List.of(
                refuse(
                        ONE + "F-" + first,
                        member + " missing",
                        Refusal.CREDENTIAL_MALFORMED,
                        play(Tampering.none().response(json -> json.remove(member)))),
                shared.wrongType(ONE + "F-" + (first + 1), member, true),
                refuse(
                        ONE + "F-" + (first + 2),
                        member + " is not base64url",
                        Refusal.ENCODING_INVALID,
                        play(Tampering.none().response(json -> json.put(member, "a+/b")))),
                refuse(
                        ONE + "F-" + (first + 3),
                        member + " empty",
                        empty,
                        play(Tampering.none().response(json -> json.put(member, "")))));
    }

    private List<FidoCase> flags() {
        FidoCeremonies required = new FidoCeremonies().demandingVerification();
        FidoCeremonies lenient = new FidoCeremonies().withoutPresence();
        String strict = "only without demanding user presence, which is the default (§7.2 step 16)";
        return List.of(
                accept(
                        THREE + "P-1",
                        "a counter that stays zero",
                        () ->
                                ceremonies.authenticate(
                                        authenticator().withoutCounter(), Tampering.none())),
                accept(
                        THREE + "P-2",
                        "UV and UP, verification required",
                        () -> required.authenticate(Tampering.none().set(UP | UV))),
                accept(
                        THREE + "P-3",
                        "UV and UP again, verification required",
                        () -> required.authenticate(Tampering.none().set(UV))),
                accept(
                                THREE + "P-4",
                                "neither flag, verification preferred",
                                () -> lenient.authenticate(Tampering.none().clear(UP | UV)))
                        .because(strict),
                accept(
                        THREE + "P-5",
                        "UP, verification discouraged",
                        () -> ceremonies.authenticate(Tampering.none().clear(UV))),
                accept(
                        THREE + "P-6",
                        "UV, verification discouraged",
                        () -> ceremonies.authenticate(Tampering.none().set(UV))),
                accept(
                                THREE + "P-7",
                                "neither flag, verification discouraged",
                                () -> lenient.authenticate(Tampering.none().clear(UP | UV)))
                        .because(strict),
                accept(
                        THREE + "P-8",
                        "extension data and flag ED",
                        () ->
                                ceremonies.authenticate(
                                        Tampering.none()
                                                .set(AuthenticatorData.ED)
                                                .authenticatorData(
                                                        data ->
                                                                data.extensions =
                                                                        Map.of("x", true)))));
    }

    private List<FidoCase> data() {
        return List.of(
                refuse(
                        THREE + "F-1",
                        "bytes left over",
                        Refusal.AUTH_DATA_MALFORMED,
                        play(Tampering.none().leftover(1, 2))),
                refuse(
                        THREE + "F-2",
                        "another rpIdHash",
                        Refusal.RP_ID_HASH_MISMATCH,
                        play(Tampering.none().rpId("example.com"))),
                refuse(
                        THREE + "F-3",
                        "another hash of the client data",
                        Refusal.SIGNATURE_INVALID,
                        play(
                                Tampering.none()
                                        .response(
                                                json ->
                                                        json.put(
                                                                "clientDataJSON",
                                                                respaced(
                                                                        json.get("clientDataJSON")
                                                                                .asText()))))),
                accept(
                                THREE + "F-4",
                                "a counter that does not rise",
                                () ->
                                        ceremonies.authenticate(
                                                authenticator(), Tampering.none().signCount(1)))
                        .because(
                                "judged in SQL by the policy flag or reject: AuthenticationVerify"
                                        + "Test and CounterPolicyRejectTest"),
                refuse(
                        THREE + "F-5",
                        "only UP, verification required",
                        Refusal.USER_VERIFICATION_MISSING,
                        () ->
                                new FidoCeremonies()
                                        .demandingVerification()
                                        .authenticate(Tampering.none().clear(UV))));
    }

    /** The same client data in other bytes. */
    private static String respaced(String encoded) {
        String json = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((json + " ").getBytes(StandardCharsets.UTF_8));
    }

    private Runnable play(Tampering tampering) {
        return () -> ceremonies.authenticate(tampering);
    }
}
