package dev.postern.session.reauthentication;

import dev.postern.problem.ApiProblem;
import dev.postern.session.password.Passwords;
import dev.postern.session.session.UserSessionGate.CallerSession;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Demands what the project asks for before the password of a signed-in user changes. */
@ApplicationScoped
public class Reauthentication {

    /** Methods whose sessions a mail opened: who forgot the password cannot tell it. */
    private static final Set<String> BY_MAIL = Set.of("otp", "magiclink", "recovery");

    private record Origin(boolean recent, List<String> methods) {}

    /** Parameter: session. */
    private static final String ORIGIN =
            """
            SELECT CAST(jsonb_build_object('recent', s.created_at > now() - interval '24 hours',
                'methods', (SELECT coalesce(jsonb_agg(c.authentication_method), '[]')
                            FROM auth.mfa_amr_claims c WHERE c.session_id = s.id)) AS text)
            FROM auth.sessions s WHERE s.id = ?1
            """;

    private final Nonces nonces;
    private final Passwords passwords;
    private final Statements statements;
    private final Settings settings;

    Reauthentication(Nonces nonces, Passwords passwords, Statements statements, Settings settings) {
        this.nonces = nonces;
        this.passwords = passwords;
        this.statements = statements;
        this.settings = settings;
    }

    /**
     * Fails when the session is a day old and shows no nonce that was mailed to the user. A nonce
     * is used up, whatever becomes of the change.
     *
     * @param nonce null or empty for none
     */
    public Uni<Void> demandNonce(CallerSession caller, String nonce) {
        if (!settings.auth().securityUpdatePasswordRequireReauthentication()) {
            return Uni.createFrom().voidItem();
        }
        return origin(caller)
                .chain(
                        origin ->
                                origin.filter(Origin::recent).isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : use(caller, nonce));
    }

    /**
     * Fails when the current password is asked for and not given.
     *
     * @param given null or empty for none
     * @param hash of the current password; a user without one has none to give
     */
    public Uni<Void> demandCurrentPassword(
            CallerSession caller, String given, Optional<String> hash) {
        if (hash.isEmpty() || !settings.auth().securityUpdatePasswordRequireCurrentPassword()) {
            return Uni.createFrom().voidItem();
        }
        return origin(caller)
                .chain(
                        origin ->
                                origin.filter(Reauthentication::isByMail).isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : check(given, hash));
    }

    private Uni<Void> use(CallerSession caller, String nonce) {
        if (nonce == null || nonce.isEmpty()) {
            throw ApiProblem.of(ReauthenticationProblem.NEEDED);
        }
        return nonces.use(caller.user(), nonce);
    }

    private Uni<Void> check(String given, Optional<String> hash) {
        if (given == null || given.isEmpty()) {
            throw ApiProblem.of(ReauthenticationProblem.CURRENT_PASSWORD_REQUIRED);
        }
        return passwords
                .check(given, hash)
                .invoke(
                        check -> {
                            if (!check.right()) {
                                throw ApiProblem.of(
                                        ReauthenticationProblem.CURRENT_PASSWORD_INVALID);
                            }
                        })
                .replaceWithVoid();
    }

    private Uni<Optional<Origin>> origin(CallerSession caller) {
        return caller.sessionId()
                .map(id -> statements.one(ORIGIN, Origin.class, id))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private static boolean isByMail(Origin origin) {
        return origin.methods().stream().anyMatch(BY_MAIL::contains);
    }
}
