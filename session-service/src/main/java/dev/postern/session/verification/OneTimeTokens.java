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
        EMAIL_CHANGE_TOKEN_CURRENT;

        String type() {
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

    /** A code that was just used up. */
    record Used(UUID userId, String tokenType) {
        Purpose purpose() {
            return Purpose.valueOf(tokenType.toUpperCase(Locale.ROOT));
        }
    }

    /** Parameters: user, purpose, hash, address. */
    private static final String KEEP =
            """
            INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
            VALUES (gen_random_uuid(), CAST(?1 AS uuid),
                    CAST(CAST(?2 AS text) AS auth.one_time_token_type), CAST(?3 AS text),
                    CAST(?4 AS text))
            ON CONFLICT (user_id, token_type) DO UPDATE SET token_hash = excluded.token_hash,
                relates_to = excluded.relates_to, created_at = excluded.created_at,
                updated_at = excluded.updated_at
            RETURNING CAST(json_build_object('id', id) AS text)
            """;

    /** Parameters: hash, purposes separated by commas, seconds a code lives. */
    private static final String USE =
            """
            DELETE FROM auth.one_time_tokens
            WHERE token_hash = CAST(?1 AS text)
                AND CAST(token_type AS text) = ANY (string_to_array(CAST(?2 AS text), ','))
                AND created_at > now() AT TIME ZONE 'UTC'
                    - make_interval(secs => CAST(?3 AS double precision))
            RETURNING CAST(json_build_object('user_id', user_id, 'token_type', token_type) AS text)
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

    private final Statements statements;
    private final Settings settings;
    private final SecureRandom random = new SecureRandom();

    OneTimeTokens(Statements statements, Settings settings) {
        this.statements = statements;
        this.settings = settings;
    }

    /** Makes a code for an address and keeps it, replacing the user's last one of this purpose. */
    public Uni<Code> issue(UUID userId, Purpose purpose, String address) {
        String digits = digits(settings.auth().mailerOtpLength());
        Code code = new Code(address, digits, hash(address, digits));
        return statements.one(KEEP, userId, purpose.type(), code.hash(), address).replaceWith(code);
    }

    /** Uses a code up; empty when there is none, it has expired, or is for something else. */
    Uni<Optional<Used>> use(String hash, Collection<Purpose> purposes) {
        return statements.one(
                USE, Used.class, hash, types(purposes), settings.auth().mailerOtpExp());
    }

    /** Makes a user's codes for these purposes useless. */
    Uni<Void> discard(UUID userId, Collection<Purpose> purposes) {
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
