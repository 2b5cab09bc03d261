package dev.postern.session.pkce;

import dev.postern.problem.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client commits to when it asks for a mail (RFC 7636 §4.3).
 *
 * @param method how the challenge was made of the verifier
 * @param value the challenge, 43 to 128 unreserved characters
 */
public record CodeChallenge(Method method, String value) {

    private static final int SHORTEST = 43;
    private static final int LONGEST = 128;
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._~-]+");
    private static final int LONGEST_METHOD_TOLD = 20;

    /** How a challenge is made of its verifier. */
    public enum Method {
        S256,
        PLAIN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param challenge null or empty: the implicit flow
     * @param method {@code s256} or {@code plain} in any case
     * @return empty for the implicit flow
     * @throws ApiProblem 400 when one is given without the other or has another form
     */
    public static Optional<CodeChallenge> of(String challenge, String method) {
        boolean hasChallenge = challenge != null && !challenge.isEmpty();
        boolean hasMethod = method != null && !method.isEmpty();
        if (hasChallenge != hasMethod) {
            throw ApiProblem.of(PkceProblem.CHALLENGE_WITHOUT_METHOD);
        }
        return hasChallenge
                ? Optional.of(new CodeChallenge(method(method), value(challenge)))
                : Optional.empty();
    }

    /** Whether the challenge was made of this verifier; the time taken does not tell how nearly. */
    public boolean isMadeOf(String verifier) {
        byte[] made =
                switch (method) {
                    case S256 -> s256(verifier).getBytes(StandardCharsets.UTF_8);
                    case PLAIN -> verifier.getBytes(StandardCharsets.UTF_8);
                };
        return MessageDigest.isEqual(made, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String value(String challenge) {
        if (challenge.length() < SHORTEST || challenge.length() > LONGEST) {
            throw ApiProblem.of(PkceProblem.CHALLENGE_LENGTH, SHORTEST, LONGEST);
        }
        if (!FORM.matcher(challenge).matches()) {
            throw ApiProblem.of(PkceProblem.CHALLENGE_CHARACTERS);
        }
        return challenge;
    }

    private static Method method(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "s256" -> Method.S256;
            case "plain" -> Method.PLAIN;
            default -> throw ApiProblem.of(PkceProblem.UNSUPPORTED_METHOD, printable(text));
        };
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.substring(0, Math.min(plain.length(), LONGEST_METHOD_TOLD));
    }

    private static String s256(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
