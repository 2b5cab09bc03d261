package dev.postern.session.token;

import dev.postern.problem.ApiProblem;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Reads the refresh tokens that another server had issued before its project was taken over: twelve
 * characters of which only a hash is kept. Each stands for a count of its session, so everything
 * that holds of our own tokens holds of them.
 */
@ApplicationScoped
class ImportedRefreshTokens {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{12}");

    /** Parameter: SHA-256 of the token, hexadecimal. */
    private static final String FIND =
            """
            SELECT CAST(json_build_object('session_id', session_id, 'counter', counter) AS text)
            FROM auth.refresh_tokens WHERE token_hash = ?1
            """;

    private final Statements statements;

    ImportedRefreshTokens(Statements statements) {
        this.statements = statements;
    }

    /** Whether the text looks like a token of another server; ours never does. */
    static boolean isForeign(String token) {
        return token != null && FORM.matcher(token).matches();
    }

    /** What the token stands for; fails with 400 when nobody knows it. */
    Uni<RefreshToken> find(String token) {
        return statements
                .one(FIND, RefreshToken.class, hash(token))
                .map(
                        found ->
                                found.orElseThrow(
                                        () -> ApiProblem.of(TokenProblem.REFRESH_TOKEN_NOT_FOUND)));
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
