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

/**
 * Hashes and checks passwords: argon2id (RFC 9106) for new ones; what an imported project brings
 * (bcrypt, other argon2, Firebase's scrypt) is checked and replaced when it was right.
 */
@ApplicationScoped
public class Passwords {

    private static final int PARALLELISM = 1;
    private static final int OUTPUT_BYTES = 32;
    private static final int SALT_BYTES = 16;

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
