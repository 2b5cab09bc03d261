package dev.postern.session.admin;

import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Makes useless what was mailed to a user. */
@ApplicationScoped
class Codes {

    private static final String FORGET =
            """
            WITH codes AS (DELETE FROM auth.one_time_tokens WHERE user_id = ?1),
                flows AS (DELETE FROM auth.flow_state WHERE user_id = ?1)
            SELECT '{}'
            """;

    private final Statements statements;

    Codes(Statements statements) {
        this.statements = statements;
    }

    /** Every code and link the user has not used yet; inside the caller's transaction. */
    Uni<Void> forget(UUID userId) {
        return statements.one(FORGET, userId).replaceWithVoid();
    }
}
