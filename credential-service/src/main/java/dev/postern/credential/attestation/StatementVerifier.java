package dev.postern.credential.attestation;

/** The verification procedure of one attestation statement format. */
@FunctionalInterface
interface StatementVerifier {

    /**
     * Verifies a statement in its own terms; no trust root is asked. An implementation MUST throw
     * whenever a step of its procedure fails, whatever the exception.
     */
    Attestation verify(Statement statement);
}
