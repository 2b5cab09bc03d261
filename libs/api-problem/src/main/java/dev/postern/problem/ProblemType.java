package dev.postern.problem;

/**
 * One kind of refusal: its status, its machine code and its words, all safe to show. Services
 * implement it with enums, one constant per refusal of their contract.
 */
public interface ProblemType {

    /** The HTTP status. */
    int status();

    /** The stable machine code, in the dialect's vocabulary. */
    String code();

    /**
     * The human text; {@code %s} marks what {@link ApiProblem#of(ProblemType, Object...)} fills.
     */
    String message();
}
