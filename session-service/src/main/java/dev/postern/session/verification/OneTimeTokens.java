package dev.postern.session.verification;

import dev.postern.session.settings.Settings;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Codes that prove an address, each usable once. What is stored, and what a link carries, is a hash
 * of the address and the code.
 */
@ApplicationScoped
public class OneTimeTokens {

    /** What a code is for; a user has at most one of each. */
    public enum Purpose {
        CONFIRMATION_TOKEN,
        RECOVERY_TOKEN,
        EMAIL_CHANGE_TOKEN_NEW,
        EMAIL_CHANGE_TOKEN_CURRENT,
        REAUTHENTICATION_TOKEN;

        private String type() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A code that was just made.
     *
     * @param address where it is mailed to
     * @param digits what a person types
     * @param hash what a link carries and the database keeps
     */
    public record Code(String address, String digits, String hash) {}

    /**
     * A code that was just used up.
     *
     * @param flowStateId the PKCE flow it was issued in, null in the implicit flow
     */
    public record Used(UUID userId, String tokenType, UUID flowStateId) {
        public Purpose purpose() {
            return Purpose.valueOf(tokenType.toUpperCase(Locale.ROOT));
        }
    }

    /** What the stored hash begins with in the PKCE flow. */
    static final String PKCE_PREFIX = "pkce_";

    private static final Pattern HASH = Pattern.compile("(pkce_)?[0-9a-f]{56}");

    /** Parameters: user, purpose, hash, address, PKCE flow or null. */
    private static final String KEEP =
            """
            INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to,
                                              flow_state_id)
            VALUES (gen_random_uuid(), CAST(?1 AS uuid),
                    CAST(CAST(?2 AS text) AS auth.one_time_token_type), CAST(?3 AS text),
                    CAST(?4 AS text), CAST(CAST(?5 AS text) AS uuid))
            ON CONFLICT (user_id, token_type) DO UPDATE SET token_hash = excluded.token_hash,
                relates_to = excluded.relates_to, flow_state_id = excluded.flow_state_id,
                created_at = excluded.created_at,
                updated_at = excluded.updated_at
            RETURNING CAST(json_build_object('id', id) AS text)
            """;

    /**
     * Parameters: hash, another that will do, purposes with commas between, seconds a code lives.
     */
    private static final String USE =
            """
            DELETE FROM auth.one_time_tokens
            WHERE token_hash IN (CAST(?1 AS text), CAST(?2 AS text))
                AND CAST(token_type AS text) = ANY (string_to_array(CAST(?3 AS text), ','))
                AND created_at > now() AT TIME ZONE 'UTC'
                    - make_interval(secs => CAST(?4 AS double precision))
            RETURNING CAST(json_build_object('user_id', user_id, 'token_type', token_type,
                'flow_state_id', flow_state_id) AS text)
            """;

    private static final String DISCARD =
            """
            WITH discarded AS (
                DELETE FROM auth.one_time_tokens
                WHERE user_id = ?1
                    AND CAST(token_type AS text) = ANY (string_to_array(CAST(?2 AS text), ','))
                RETURNING id)
            SELECT CAST(json_build_object('discarded', count(*)) AS text) FROM discarded
            """;

    /** Parameters: user, purpose. */
    private static final String FLOW =
            """
            SELECT CAST(json_build_object('id', flow_state_id) AS text) FROM auth.one_time_tokens
            WHERE user_id = ?1 AND CAST(token_type AS text) = CAST(?2 AS text)
                AND flow_state_id IS NOT NULL
            """;

    private final Statements statements;
    private final Settings settings;
    private final SecureRandom random = new SecureRandom();

    OneTimeTokens(Statements statements, Settings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    /** Makes a code for an address and keeps it, replacing the user's last one of this purpose. */
    public Uni<Code> issue(UUID userId, Purpose purpose, String address) {
        return issue(userId, purpose, address, Optional.empty());
    }

    /**
     * The same in a flow.
     *
     * @param flow the PKCE flow to which the link of the code leads on; empty: the implicit flow
     */
    public Uni<Code> issue(UUID userId, Purpose purpose, String address, Optional<UUID> flow) {
        String digits = digits(settings.auth().mailerOtpLength());
        String prefix = flow.isPresent() ? PKCE_PREFIX : "";
        Code code = new Code(address, digits, prefix + hash(address, digits));
        return statements
                .one(
                        KEEP,
                        userId,
                        purpose.type(),
                        code.hash(),
                        address,
                        flow.map(UUID::toString).orElse(null))
                .replaceWith(code);
    }

    /** The PKCE flow of the code that a user has for a purpose, for another code to take over. */
    public Uni<Optional<UUID>> flowOf(UUID userId, Purpose purpose) {
        return statements
                .one(FLOW, userId, purpose.type())
                .map(row -> row.map(json -> UUID.fromString(json.path("id").asText())));
    }

    /** Uses up the code with this hash; empty when there is none, or it is old or for others. */
    public Uni<Optional<Used>> useHash(String hash, Collection<Purpose> purposes) {
        return HASH.matcher(hash).matches()
                ? use(hash, hash, purposes)
                : Uni.createFrom().item(Optional.empty());
    }

    /** The same by what a person typed, whichever flow the code was issued in. */
    public Uni<Optional<Used>> useDigits(
            String address, String digits, Collection<Purpose> purposes) {
        String hash = hash(address, digits);
        return use(hash, PKCE_PREFIX + hash, purposes);
    }

    private Uni<Optional<Used>> use(String hash, String other, Collection<Purpose> purposes) {
        return statements.one(
                USE, Used.class, hash, other, types(purposes), settings.auth().mailerOtpExp());
    }

    /** Makes a user's codes for these purposes useless. */
    public Uni<Void> discard(UUID userId, Collection<Purpose> purposes) {
        return statements.one(DISCARD, userId, types(purposes)).replaceWithVoid();
    }

    /** Hex SHA-224 of address and code. */
    static String hash(String address, String digits) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-224")
                                    .digest((address + digits).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-224", impossible);
        }
    }

    private String digits(int length) {
        return random.ints(length, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static String types(Collection<Purpose> purposes) {
        return purposes.stream().map(Purpose::type).collect(Collectors.joining(","));
    }
}
