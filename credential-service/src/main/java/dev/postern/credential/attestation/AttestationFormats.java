package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.CborReader;
import dev.postern.credential.relyingparty.Refusal;
import dev.postern.problem.ApiProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Chooses the procedure for a statement (WebAuthn Level 3 §7.1 steps 21 to 23). */
public final class AttestationFormats {

    private static final String COMPOUND = "compound";
    private static final int MOST_PARTS = 8;

    private static final StatementVerifier ENGINE = new EngineStatement();

    private static final Map<String, StatementVerifier> VERIFIERS =
            Map.of(
                    "none",
                    AttestationFormats::none,
                    "packed",
                    new PackedStatement(),
                    "tpm",
                    new TpmStatement(),
                    "android-key",
                    new AndroidKeyStatement(),
                    "fido-u2f",
                    ENGINE,
                    "apple",
                    ENGINE,
                    "android-safetynet",
                    ENGINE,
                    COMPOUND,
                    AttestationFormats::compound);

    private AttestationFormats() {}

    /**
     * Verifies a statement; no trust root is asked.
     *
     * @throws ApiProblem {@link Refusal#ATTESTATION_FORMAT_UNSUPPORTED} or {@link
     *     Refusal#ATTESTATION_STATEMENT_INVALID}
     */
    public static Attestation verify(Statement statement) {
        StatementVerifier verifier = verifierOf(statement.format());
        try {
            return verifier.verify(statement);
        } catch (ApiProblem refused) {
            throw refused;
        } catch (RuntimeException failure) {
            throw Refusal.ATTESTATION_STATEMENT_INVALID.causedBy(failure);
        }
    }

    private static StatementVerifier verifierOf(String format) {
        StatementVerifier verifier = VERIFIERS.get(format);
        if (verifier == null) {
            throw Refusal.ATTESTATION_FORMAT_UNSUPPORTED.problem();
        }
        return verifier;
    }

    /** §8.7. */
    private static Attestation none(Statement statement) {
        demand(statement.members().isEmpty(), "a statement where there is none");
        return Attestation.none(statement.format());
    }

    /** §8.9; every part must verify, and the one that proves most counts. */
    private static Attestation compound(Statement statement) {
        demand(
                statement.content() instanceof List<?> parts
                        && parts.size() >= 2
                        && parts.size() <= MOST_PARTS,
                "not an array of at least two statements");
        List<Attestation> verified = new ArrayList<>();
        for (Object part : (List<?>) statement.content()) {
            Map<Object, Object> members = CborReader.asMap(part);
            demand(members.get("fmt") instanceof String, "a part without format");
            String format = (String) members.get("fmt");
            demand(!format.equals(COMPOUND), "a compound within a compound");
            verified.add(verifierOf(format).verify(statement.part(format, members.get("attStmt"))));
        }
        Attestation best =
                verified.stream().max(Comparator.comparing(Attestation::kind)).orElseThrow();
        return new Attestation(COMPOUND, best.kind(), best.path());
    }
}
