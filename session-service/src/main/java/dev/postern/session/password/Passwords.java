package dev.postern.session.password;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import dev.postern.session.SessionConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes and checks passwords: argon2id (RFC 9106) for new ones; what an imported project brings
 * (bcrypt, other argon2, Firebase's scrypt) is checked and replaced when it was right.
 */
@ApplicationScoped
public class Passwords {

    private static final int PARALLELISM = 1;
    private static final int OUTPUT_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int LONGEST_HASH = 255;
    private static final int MOST_MEMORY_KIB = 65_536;
    private static final int MOST_ITERATIONS = 10;
    private static final int MOST_PARALLELISM = 4;
    private static final Pattern ARGON2 =
            Pattern.compile(
                    "\\$argon2(id|i|d)\\$v=(16|19)"
                            + "\\$m=(?<memory>[0-9]{1,6}),t=(?<passes>[0-9]{1,3}),p=(?<lanes>[0-9]{1,3})"
                            + "(\\$[A-Za-z0-9+/]{11,128}){2}");

    /** Up to 2^15 rounds. */
    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[abxy]\\$(0[4-9]|1[0-5])\\$[./A-Za-z0-9]{53}");

    /**
     * What a check found.
     *
     * @param right whether it is the user's password
     * @param upgrade the hash to keep from now on, when the old one is of another kind
     */
    public record Check(boolean right, Optional<String> upgrade) {}

    private final HashingThreads threads;
    private final Argon2Function argon2;
    private final SecureRandom random = new SecureRandom();
    private final String hashOfNobody;

    Passwords(HashingThreads threads, SessionConfig config) {
        this.threads = threads;
        this.argon2 =
                Argon2Function.getInstance(
                        config.passwords().memoryKib(),
                        config.passwords().iterations(),
                        PARALLELISM,
                        OUTPUT_BYTES,
                        Argon2.ID);
        byte[] nobody = new byte[SALT_BYTES];
        random.nextBytes(nobody);
        this.hashOfNobody = hashNow(Base64.getEncoder().encodeToString(nobody));
    }

    /** The hash to keep of a new password. */
    public Uni<String> hash(String password) {
        return threads.run(() -> hashNow(password));
    }

    /**
     * Checks a password.
     *
     * @param hash the user's hash; when there is none, somebody else's is checked all the same, so
     *     that the time taken does not tell whether there is such a user
     */
    public Uni<Check> check(String password, Optional<String> hash) {
        return threads.run(() -> checkNow(password, hash.orElse(hashOfNobody)));
    }

    /** Whether passwords can be checked against a hash from elsewhere, at a cost we can bear. */
    public static boolean isSupported(String hash) {
        Matcher argon2Hash = ARGON2.matcher(hash);
        return argon2Hash.matches()
                ? hash.length() <= LONGEST_HASH
                        && isBetween(8, argon2Hash.group("memory"), MOST_MEMORY_KIB)
                        && isBetween(1, argon2Hash.group("passes"), MOST_ITERATIONS)
                        && isBetween(1, argon2Hash.group("lanes"), MOST_PARALLELISM)
                : BCRYPT.matcher(hash).matches();
    }

    private static boolean isBetween(int least, String number, int most) {
        int value = Integer.parseInt(number);
        return value >= least && value <= most;
    }

    private Check checkNow(String password, String hash) {
        boolean right = matches(password, hash);
        boolean outdated = right && !hash.startsWith(ourPrefix());
        return new Check(right, outdated ? Optional.of(hashNow(password)) : Optional.empty());
    }

    private static boolean matches(String password, String hash) {
        try {
            if (hash.startsWith("$argon2")) {
                return Argon2Function.getInstanceFromHash(hash).check(password, hash);
            }
            if (hash.startsWith(FirebaseScrypt.PREFIX)) {
                return FirebaseScrypt.matches(password, hash);
            }
            return hash.startsWith("$2")
                    && BcryptFunction.getInstanceFromHash(hash).check(password, hash);
        } catch (BadParametersException notAHash) {
            return false;
        }
    }

    private String hashNow(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return argon2.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
    }

    private String ourPrefix() {
        return "$argon2id$v=%d$m=%d,t=%d,p=%d$"
                .formatted(
                        argon2.getVersion(),
                        argon2.getMemory(),
                        argon2.getIterations(),
                        PARALLELISM);
    }
}
