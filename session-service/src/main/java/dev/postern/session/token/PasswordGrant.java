package dev.postern.session.token;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.limit.PasswordPace;
import dev.postern.session.password.Passwords;
import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.OpeningRefused;
import dev.postern.session.session.SessionOpening;
import dev.postern.session.session.Sessions;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Signs a user in by e-mail address and password: one look-up, one hash, one opening. */
@ApplicationScoped
class PasswordGrant {

    /** Parameter: e-mail address in lower case. */
    private static final String CANDIDATE =
            """
            SELECT CAST(jsonb_build_object('id', u.id, 'encrypted_password', u.encrypted_password,
                'banned_until', u.banned_until) AS text)
            FROM auth.users u
            WHERE u.email = CAST(?1 AS text) AND u.is_sso_user = false AND u.deleted_at IS NULL
            """;

    private record Candidate(UUID id, String encryptedPassword, Instant bannedUntil) {
        Optional<String> hash() {
            return Optional.ofNullable(encryptedPassword).filter(hash -> !hash.isEmpty());
        }

        boolean isBanned() {
            return bannedUntil != null && bannedUntil.isAfter(Instant.now());
        }
    }

    private final Statements statements;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Settings settings;
    private final PasswordPace pace;

    PasswordGrant(
            Statements statements,
            Passwords passwords,
            Sessions sessions,
            Settings settings,
            PasswordPace pace) {
        this.statements = statements;
        this.passwords = passwords;
        this.sessions = sessions;
        this.settings = settings;
        this.pace = pace;
    }

    Uni<OpenedSession> signIn(TokenRequest request, Client client) {
        validate(request);
        String password = request.password() == null ? "" : request.password();
        String address = addressOf(request);
        return pace.take(address, client)
                .chain(() -> statements.one(CANDIDATE, Candidate.class, address))
                .invoke(PasswordGrant::refuseBanned)
                .chain(candidate -> prove(candidate, password))
                .chain(proven -> open(proven, client))
                .call(() -> pace.giveBack(address, client));
    }

    private void validate(TokenRequest request) {
        if (request.hasEmail() && request.hasPhone()) {
            throw ApiProblem.of(TokenProblem.EMAIL_AND_PHONE);
        }
        if (request.hasPhone()) {
            throw ApiProblem.of(TokenProblem.PHONE_PROVIDER_DISABLED);
        }
        if (!request.hasEmail()) {
            throw ApiProblem.of(TokenProblem.NO_EMAIL_OR_PHONE);
        }
        if (!settings.auth().externalEmailEnabled()) {
            throw ApiProblem.of(TokenProblem.EMAIL_PROVIDER_DISABLED);
        }
    }

    /** Any text will do: what is no address is nobody's address. */
    private static String addressOf(TokenRequest request) {
        return request.email().trim().toLowerCase(Locale.ROOT).replace("\0", "");
    }

    private static void refuseBanned(Optional<Candidate> candidate) {
        if (candidate.flatMap(Candidate::hash).isPresent() && candidate.get().isBanned()) {
            throw ApiProblem.of(TokenProblem.USER_BANNED);
        }
    }

    private record Proven(UUID userId, Optional<String> newHash) {}

    private Uni<Proven> prove(Optional<Candidate> candidate, String password) {
        return passwords
                .check(password, candidate.flatMap(Candidate::hash))
                .map(
                        check -> {
                            if (candidate.isEmpty() || !check.right()) {
                                throw ApiProblem.of(TokenProblem.INVALID_CREDENTIALS);
                            }
                            return new Proven(candidate.get().id(), check.upgrade());
                        });
    }

    private Uni<OpenedSession> open(Proven proven, Client client) {
        return sessions.open(
                        new SessionOpening(
                                proven.userId(),
                                "password",
                                client,
                                true,
                                Optional.empty(),
                                proven.newHash()))
                .onFailure(OpeningRefused.class)
                .transform(failure -> ApiProblem.of(refusal((OpeningRefused) failure)));
    }

    private static TokenProblem refusal(OpeningRefused refused) {
        return switch (refused.grounds()) {
            case USER_NOT_FOUND -> TokenProblem.INVALID_CREDENTIALS;
            case EMAIL_NOT_CONFIRMED -> TokenProblem.EMAIL_NOT_CONFIRMED;
            case PHONE_NOT_CONFIRMED -> TokenProblem.PHONE_NOT_CONFIRMED;
            case USER_BANNED -> TokenProblem.USER_BANNED;
        };
    }
}
