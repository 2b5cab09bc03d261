package dev.postern.auth;

import dev.postern.problem.ApiProblem;
import dev.postern.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a request through to a resource method only as the caller that the method serves. */
public class CallerFilter {

    private static final Logger LOG = Logger.getLogger(CallerFilter.class);

    private final Caller caller;
    private final Administrators administrators;
    private final AccessTokens tokens;
    private final AuthConfig config;
    private final Instance<SessionGate> sessionGate;
    private final Map<Method, CallerKind> kinds = new ConcurrentHashMap<>();

    CallerFilter(
            Caller caller,
            Administrators administrators,
            AccessTokens tokens,
            AuthConfig config,
            Instance<SessionGate> sessionGate) {
        this.caller = caller;
        this.administrators = administrators;
        this.tokens = tokens;
        this.config = config;
        this.sessionGate = sessionGate;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Response> identify(ResourceInfo resource, HttpServerRequest request) {
        return admit(kindOf(resource.getResourceMethod()), request).replaceWith((Response) null);
    }

    private Uni<Void> admit(CallerKind kind, HttpServerRequest request) {
        return switch (kind) {
            case ANYONE -> Uni.createFrom().voidItem();
            case SERVICE -> admitService(request);
            case USER -> admitUser(credentials(request));
            case ADMIN -> administrators.admit(request);
        };
    }

    private Uni<Void> admitService(HttpServerRequest request) {
        boolean known =
                Credentials.bearer(request.getHeader(HttpHeaders.AUTHORIZATION))
                        .filter(token -> Credentials.same(token, config.serviceToken()))
                        .isPresent();
        return known ? Uni.createFrom().voidItem() : refuse(Problem.NO_AUTHORIZATION);
    }

    private Uni<Void> admitUser(Credentials credentials) {
        if (credentials.role().isPresent()) {
            return refuse(Problem.MISSING_SUB);
        }
        return credentials.bearer().isEmpty()
                ? refuse(Problem.NO_AUTHORIZATION)
                : userOf(credentials.bearer().get());
    }

    private Uni<Void> userOf(String bearer) {
        return tokens.verify(bearer)
                .invoke(token -> caller.becomeUser(token, bearer))
                .chain(token -> sessionGate.get().check(token, caller));
    }

    private Credentials credentials(HttpServerRequest request) {
        return Credentials.of(
                request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader("apikey"), config);
    }

    private CallerKind kindOf(Method method) {
        return kinds.computeIfAbsent(method, CallerFilter::declaredKind);
    }

    private static CallerKind declaredKind(Method method) {
        Requires requires = method.getAnnotation(Requires.class);
        if (requires == null) {
            requires = method.getDeclaringClass().getAnnotation(Requires.class);
        }
        if (requires == null) {
            LOG.errorf("%s says nothing about its callers and serves nobody", method);
            throw ApiProblem.of(Problem.NOT_FOUND);
        }
        return requires.value();
    }

    private static Uni<Void> refuse(Problem problem) {
        return Uni.createFrom().failure(ApiProblem.of(problem));
    }
}
