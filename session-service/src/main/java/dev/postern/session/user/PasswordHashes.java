package dev.postern.session.user;

import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads the stored hash of a user's password, which nothing else that reads a user sees. */
@ApplicationScoped
class PasswordHashes {

    private static final String OF =
            """
            SELECT CAST(json_build_object('hash', encrypted_password) AS text)
            FROM auth.users WHERE id = ?1
            """;

    private final Statements statements;

    PasswordHashes(Statements statements) {
        this.statements = statements;
    }

    /** Empty when the user has no password. */
    Uni<Optional<String>> of(UUID userId) {
        return statements
                .one(OF, userId)
                .map(
                        row ->
                                row.map(json -> json.path("hash").textValue())
                                        .filter(hash -> !hash.isEmpty()));
    }
}
