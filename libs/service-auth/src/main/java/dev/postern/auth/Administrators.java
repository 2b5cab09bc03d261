package dev.postern.auth;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;

/** Tells whether an administrator makes a request: by the secret key, or by a token's role. */
@ApplicationScoped
public class Administrators {

    private static final int OUTAGE = 500;

    private static final Set<String> GONE =
            Set.of(Problem.USER_NOT_FOUND_FROM_TOKEN.code(), Problem.SESSION_NOT_FOUND.code());

    private final Caller caller;
    private final AccessTokens tokens;
    private final AuthConfig config;
    private final Instance<SessionGate> sessionGate;

    Administrators(
            Caller caller,
            AccessTokens tokens,
            AuthConfig config,
            Instance<SessionGate> sessionGate) {
        this.caller = caller;
        this.tokens = tokens;
        this.config = config;
        this.sessionGate = sessionGate;
    }

    /** Whether an administrator makes a request that anybody may make. */
    public Uni<Boolean> makes(HttpServerRequest request) {
        return admit(request)
                .replaceWith(true)
                .onFailure(Administrators::isRefusal)
                .recoverWithItem(false);
    }

    /** Passes only an administrator, who becomes the caller. */
    Uni<Void> admit(HttpServerRequest request) {
        Credentials credentials =
                Credentials.of(
                        request.getHeader(HttpHeaders.AUTHORIZATION),
                        request.getHeader("apikey"),
                        config);
        if (credentials.role().isPresent()) {
            return credentials.role().get() == Credentials.KeyRole.SERVICE_ROLE
                    ? becomeAdmin("service_role")
                    : refuse(Problem.NOT_ADMIN);
        }
        return credentials.bearer().isEmpty()
                ? refuse(Problem.NO_AUTHORIZATION)
                : adminOf(credentials.bearer().get());
    }

    private Uni<Void> adminOf(String bearer) {
        return tokens.verified(bearer)
                .chain(
                        verified -> {
                            if (!config.adminRoles().contains(verified.role())) {
                                return refuse(Problem.NOT_ADMIN);
                            }
                            return sessionOf(verified).chain(() -> becomeAdmin(verified.role()));
                        });
    }

    /** An administrator's token that names a session is only as good as that session. */
    private Uni<Void> sessionOf(AccessTokens.Verified verified) {
        return verified.claims().hasClaim("session_id")
                ? sessionGate
                        .get()
                        .check(AccessTokens.ofUser(verified), caller)
                        .onFailure(Administrators::isGone)
                        .transform(gone -> ApiProblem.of(Problem.SESSION_NOT_VALID).causedBy(gone))
                : Uni.createFrom().voidItem();
    }

    /** Whether the gate found no such user or session; it may have asked another service. */
    private static boolean isGone(Throwable failure) {
        return ApiProblem.in(failure).filter(problem -> GONE.contains(problem.code())).isPresent();
    }

    private Uni<Void> becomeAdmin(String role) {
        caller.becomeAdmin(role);
        return Uni.createFrom().voidItem();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ApiProblem problem && problem.status() < OUTAGE;
    }

    private static Uni<Void> refuse(Problem problem) {
        return Uni.createFrom().failure(ApiProblem.of(problem));
    }
}
