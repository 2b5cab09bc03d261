package dev.postern.session.internal;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids in their canonical form; {@link UUID#fromString} alone takes more than that. */
public final class Identifiers {

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Identifiers() {}

    public static UUID read(String text, ProblemType refusal) {
        if (text == null || !CANONICAL.matcher(text).matches()) {
            throw ApiProblem.of(refusal);
        }
        return UUID.fromString(text);
    }
}
