package dev.postern.session.pkce;

import dev.postern.problem.ApiProblem;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The flows between the request for a mail and the exchange of the code that its link leads to.
 * Everything here is one statement inside the caller's transaction.
 */
@ApplicationScoped
public class FlowStates {

    /** How long the code of a followed link may be exchanged. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(5);

    /** What a code stood for. */
    public record Redeemed(UUID userId, String method) {}

    private record Flow(
            UUID id,
            UUID userId,
            String codeChallenge,
            String codeChallengeMethod,
            String authenticationMethod,
            boolean expired) {}

    /**
     * Parameters: user, {@code amr} method, challenge method, challenge, seconds a code lives. A
     * new flow takes the place of those before it, but for codes that are about to be exchanged.
     */
    private static final String BEGIN =
            """
            WITH replaced AS (
                DELETE FROM auth.flow_state
                WHERE user_id = ?1 AND authentication_method = CAST(?2 AS text)
                    AND (auth_code_issued_at IS NULL OR auth_code_issued_at
                         < now() - make_interval(secs => CAST(?5 AS double precision))))
            INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method,
                code_challenge, provider_type, created_at, updated_at, authentication_method)
            VALUES (gen_random_uuid(), ?1, '',
                CAST(CAST(?3 AS text) AS auth.code_challenge_method), CAST(?4 AS text), 'email',
                now(), now(), CAST(?2 AS text))
            RETURNING CAST(json_build_object('id', id) AS text)
            """;

    /** Parameters: flow, hash of the code. */
    private static final String ISSUE_CODE =
            """
            UPDATE auth.flow_state SET auth_code = CAST(?2 AS text), auth_code_issued_at = now(),
                updated_at = now()
            WHERE id = ?1
            RETURNING CAST(json_build_object('id', id) AS text)
            """;

    /** Parameters: hash of the code, seconds a code lives. */
    private static final String LOCK =
            """
            SELECT CAST(json_build_object('id', id, 'user_id', user_id,
                'code_challenge', code_challenge, 'code_challenge_method', code_challenge_method,
                'authentication_method', authentication_method,
                'expired', auth_code_issued_at
                    < now() - make_interval(secs => CAST(?2 AS double precision))) AS text)
            FROM auth.flow_state
            WHERE auth_code = CAST(?1 AS text) AND auth_code_issued_at IS NOT NULL
                AND user_id IS NOT NULL
            FOR UPDATE
            """;

    private static final String END =
            """
            DELETE FROM auth.flow_state WHERE id = ?1
            RETURNING CAST(json_build_object('id', id) AS text)
            """;

    private static final String FORGET =
            """
            WITH ended AS (DELETE FROM auth.flow_state WHERE user_id = ?1 RETURNING id)
            SELECT CAST(json_build_object('ended', count(*)) AS text) FROM ended
            """;

    private final Statements statements;

    FlowStates(Statements statements) {
        this.statements = statements;
    }

    /**
     * Begins a flow.
     *
     * @param challenge empty in the implicit flow, which keeps nothing
     * @param method the {@code amr} method of the session that comes of it
     * @return the flow for the one-time token to name
     */
    public Uni<Optional<UUID>> begin(
            UUID userId, Optional<CodeChallenge> challenge, String method) {
        if (challenge.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return statements
                .one(
                        BEGIN,
                        userId,
                        method,
                        challenge.get().method().wireName(),
                        challenge.get().value(),
                        CODE_LIFE.toSeconds())
                .map(row -> row.map(json -> UUID.fromString(json.path("id").asText())));
    }

    /** Makes the code that the link of a flow leads on with; the database keeps its hash. */
    public Uni<String> issueCode(Optional<UUID> flow) {
        UUID id = flow.orElseThrow(() -> ApiProblem.of(PkceProblem.FLOW_GONE));
        String code = UUID.randomUUID().toString();
        return statements
                .one(ISSUE_CODE, id, hash(code))
                .map(row -> row.orElseThrow(() -> ApiProblem.of(PkceProblem.FLOW_GONE)))
                .replaceWith(code);
    }

    /**
     * Uses a code up. Of several attempts at once the first holds the row until it commits, and the
     * others find none.
     */
    public Uni<Redeemed> redeem(String code, String verifier) {
        if (isEmpty(code) || isEmpty(verifier)) {
            throw ApiProblem.of(PkceProblem.CODE_AND_VERIFIER);
        }
        return statements
                .one(LOCK, Flow.class, hash(code), CODE_LIFE.toSeconds())
                .map(flow -> flow.orElseThrow(() -> ApiProblem.of(PkceProblem.UNKNOWN_CODE)))
                .invoke(flow -> demandProof(flow, verifier))
                .call(flow -> statements.one(END, flow.id()))
                .map(flow -> new Redeemed(flow.userId(), flow.authenticationMethod()));
    }

    /** Ends every flow of a user, so that no code still leads to a session. */
    public Uni<Void> forget(UUID userId) {
        return statements.one(FORGET, userId).replaceWithVoid();
    }

    private static void demandProof(Flow flow, String verifier) {
        if (flow.expired()) {
            throw ApiProblem.of(PkceProblem.CODE_EXPIRED);
        }
        CodeChallenge.Method method =
                CodeChallenge.Method.valueOf(flow.codeChallengeMethod().toUpperCase(Locale.ROOT));
        if (!new CodeChallenge(method, flow.codeChallenge()).isMadeOf(verifier)) {
            throw ApiProblem.of(PkceProblem.BAD_VERIFIER);
        }
    }

    private static String hash(String code) {
        return HexFormat.of().formatHex(CodeChallenge.sha256(code));
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
