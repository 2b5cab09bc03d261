package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The form of an e-mail address: what a user may be known by and a mail may be sent to. Only ASCII
 * of the usual form passes, so that no address can carry a header into a mail.
 */
public final class EmailAddress {

    private static final int LONGEST = 255;
    private static final Pattern FORM =
            Pattern.compile(
                    "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
                            + "@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                            + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private EmailAddress() {}

    /**
     * @return the address in lower case
     * @throws ApiProblem {@code refusal} when it has another form
     */
    public static String normalise(String address, ProblemType refusal) {
        String normal = address.trim().toLowerCase(Locale.ROOT);
        if (normal.length() > LONGEST || !FORM.matcher(normal).matches()) {
            throw ApiProblem.of(refusal);
        }
        return normal;
    }
}
