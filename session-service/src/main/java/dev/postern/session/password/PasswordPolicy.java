package dev.postern.session.password;

import dev.postern.problem.ApiProblem;
import dev.postern.session.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a new password must be. */
@ApplicationScoped
public class PasswordPolicy {

    /** The most that bcrypt looks at; kept, so that a password means the same under any hash. */
    private static final int MOST_BYTES = 72;

    private final Settings settings;

    PasswordPolicy(Settings settings) {
        this.settings = settings;
    }

    /**
     * @throws ApiProblem when the password is too long or too weak
     */
    public void check(String password) {
        checkLength(password);
        int shortest = settings.auth().passwordMinLength();
        if (password.codePointCount(0, password.length()) < shortest) {
            throw ApiProblem.of(PasswordProblem.WEAK, shortest)
                    .with("weak_password", Map.of("reasons", List.of("length")));
        }
    }

    /**
     * @throws ApiProblem when the password is longer than any hash looks at
     */
    public void checkLength(String password) {
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw ApiProblem.of(PasswordProblem.TOO_LONG);
        }
    }
}
