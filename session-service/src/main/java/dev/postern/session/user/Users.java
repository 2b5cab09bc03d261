package dev.postern.session.user;

import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads users, one statement each. */
@ApplicationScoped
public class Users {

    private static final String BY_ID =
            "SELECT CAST(" + User.DOCUMENT + " AS text) FROM auth.users u WHERE u.id = ?1";

    private final Statements statements;

    Users(Statements statements) {
        this.statements = statements;
    }

    /** The user as the API shows it. */
    public Uni<Optional<User>> byId(UUID id) {
        return statements.one(BY_ID, User.class, id);
    }
}
