package dev.postern.session.user;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.ProblemType;
import java.util.regex.Pattern;

/** The form of a phone number (E.164): what a user may be known by. */
public final class PhoneNumber {

    private static final Pattern FORM = Pattern.compile("[1-9][0-9]{1,14}");

    private PhoneNumber() {}

    /**
     * @return the digits, without the plus sign and without blanks
     * @throws ApiProblem {@code refusal} when it has another form
     */
    public static String normalise(String number, ProblemType refusal) {
        String digits = number.replace(" ", "").replaceFirst("^\\+", "");
        if (!FORM.matcher(digits).matches()) {
            throw ApiProblem.of(refusal);
        }
        return digits;
    }
}
