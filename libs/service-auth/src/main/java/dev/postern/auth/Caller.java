package dev.postern.auth;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who makes the request in hand, as the caller filter found. */
@RequestScoped
public class Caller {

    private AccessToken token;
    private String adminRole;
    private String bearer;
    private Object attachment;

    /** The verified token of the user. */
    public AccessToken user() {
        if (token == null) {
            throw new IllegalStateException("this request is not made by a user");
        }
        return token;
    }

    /** The verified token when the caller presented a user's. */
    public Optional<AccessToken> token() {
        return Optional.ofNullable(token);
    }

    /** The role an administrator acts in, e.g. {@code service_role}. */
    public Optional<String> adminRole() {
        return Optional.ofNullable(adminRole);
    }

    /** The token as it was presented. */
    public Optional<String> bearer() {
        return Optional.ofNullable(bearer);
    }

    /** Leaves what the session gate loaded for the resource, so that nothing is loaded twice. */
    public void attach(Object loaded) {
        this.attachment = loaded;
    }

    /** What the session gate loaded. */
    public <T> T attached(Class<T> type) {
        return type.cast(attachment);
    }

    void becomeUser(AccessToken verified, String presented) {
        this.token = verified;
        this.bearer = presented;
    }

    void becomeAdmin(String role) {
        this.adminRole = role;
    }
}
