package dev.postern.credential.relyingparty;

import static dev.postern.credential.relyingparty.FidoCase.refuse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.Tampering;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The cases that both ceremonies have: the JSON around the response, and the client data. */
final class FidoSharedCases {

    private final String suite;
    private final Consumer<Tampering> play;

    FidoSharedCases(String suite, Consumer<Tampering> play) {
        this.suite = suite;
        this.play = play;
    }

    /** Resp-1 F-1 to F-11. */
    List<FidoCase> structure() {
        List<FidoCase> cases = new ArrayList<>();
        String one = suite + " Resp-1 ";
        cases.add(
                refuse(
                        one + "F-1",
                        "id missing",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().credential(json -> json.remove("id")))));
        cases.add(wrongType(one + "F-2", "id", false));
        cases.add(
                refuse(
                        one + "F-3",
                        "id is not base64url",
                        Refusal.ENCODING_INVALID,
                        attempt(Tampering.none().credential(json -> json.put("id", "a+/b==")))));
        cases.add(
                refuse(
                        one + "F-4",
                        "type missing",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().credential(json -> json.remove("type")))));
        cases.add(wrongType(one + "F-5", "type", false));
        cases.add(
                refuse(
                        one + "F-6",
                        "type is not public-key",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().credential(json -> json.put("type", "key")))));
        cases.add(
                refuse(
                        one + "F-7",
                        "response missing",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().credential(json -> json.remove("response")))));
        cases.add(
                refuse(
                        one + "F-8",
                        "response is no object",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(
                                Tampering.none()
                                        .credential(json -> json.put("response", "text")))));
        cases.addAll(member(one, 9, "clientDataJSON"));
        return cases;
    }

    /** Missing, of another type, empty. */
    List<FidoCase> member(String prefix, int first, String member) {
        return List.of(
                refuse(
                        prefix + "F-" + first,
                        member + " missing",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().response(json -> json.remove(member)))),
                wrongType(prefix + "F-" + (first + 1), member, true),
                refuse(
                        prefix + "F-" + (first + 2),
                        member + " empty",
                        Refusal.CREDENTIAL_MALFORMED,
                        attempt(Tampering.none().response(json -> json.put(member, "")))));
    }

    /** Resp-2 F-1 to F-17. */
    List<FidoCase> clientData(String right, String other) {
        List<FidoCase> cases = new ArrayList<>();
        String two = suite + " Resp-2 ";
        cases.addAll(text(two, 1, "type", Refusal.TYPE_MISMATCH));
        cases.add(
                refuse(
                        two + "F-4",
                        "type is not " + right,
                        Refusal.TYPE_MISMATCH,
                        attempt(Tampering.none().type("webauthn.other"))));
        cases.add(
                refuse(
                        two + "F-5",
                        "type is " + other,
                        Refusal.TYPE_MISMATCH,
                        attempt(Tampering.none().type(other))));
        cases.addAll(text(two, 6, "challenge", Refusal.CHALLENGE_MISMATCH));
        cases.add(
                refuse(
                        two + "F-9",
                        "challenge is not base64url",
                        Refusal.CHALLENGE_MISMATCH,
                        attempt(Tampering.none().challenge("a+/b=="))));
        cases.add(
                refuse(
                        two + "F-10",
                        "challenge is another",
                        Refusal.CHALLENGE_MISMATCH,
                        attempt(Tampering.none().challenge("AQEBAQEBAQEBAQEBAQEBAQ"))));
        cases.addAll(text(two, 11, "origin", Refusal.ORIGIN_MISMATCH));
        cases.add(
                refuse(
                        two + "F-14",
                        "origin is another",
                        Refusal.ORIGIN_MISMATCH,
                        attempt(Tampering.none().origin("https://example.com"))));
        cases.add(tokenBinding(two + "F-15", "is no object", json -> json.put("tokenBinding", 1)));
        cases.add(
                tokenBinding(
                        two + "F-16",
                        "without status",
                        json -> json.putObject("tokenBinding").put("id", "x")));
        cases.add(
                tokenBinding(
                        two + "F-17",
                        "with an unknown status",
                        json -> json.putObject("tokenBinding").put("status", "maybe")));
        return cases;
    }

    private FidoCase tokenBinding(String id, String title, Consumer<ObjectNode> change) {
        return refuse(
                id,
                "tokenBinding " + title,
                Refusal.CLIENT_DATA_MALFORMED,
                attempt(Tampering.none().clientData(change)));
    }

    private List<FidoCase> text(String prefix, int first, String member, Refusal reason) {
        List<Runnable> wrong = new ArrayList<>();
        var json = JsonNodeFactory.instance;
        for (var value : List.of(json.numberNode(1), json.arrayNode(), json.nullNode())) {
            wrong.add(attempt(Tampering.none().clientData(data -> data.set(member, value))));
        }
        return List.of(
                refuse(
                        prefix + "F-" + first,
                        member + " missing",
                        reason,
                        attempt(Tampering.none().clientData(data -> data.remove(member)))),
                refuse(prefix + "F-" + (first + 1), member + " of another type", reason, wrong),
                refuse(
                        prefix + "F-" + (first + 2),
                        member + " empty",
                        reason,
                        attempt(Tampering.none().clientData(data -> data.put(member, "")))));
    }

    FidoCase wrongType(String id, String member, boolean inResponse) {
        return refuse(
                id,
                member + " of another type",
                Refusal.CREDENTIAL_MALFORMED,
                FidoCeremonies.wrongTypes(member, play, inResponse));
    }

    Runnable attempt(Tampering tampering) {
        return () -> play.accept(tampering);
    }
}
