package dev.postern.session.admin;

import dev.postern.auth.Caller;
import dev.postern.session.audit.Actor;
import dev.postern.session.client.Clients;
import dev.postern.session.session.UserSessionGate.CallerSession;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Tells who the administrator behind a request is: a role, or the user whose token has it. */
@ApplicationScoped
class Administrators {

    private final Caller caller;
    private final Clients clients;

    Administrators(Caller caller, Clients clients) {
        this.caller = caller;
        this.clients = clients;
    }

    Administrator of(HttpServerRequest request) {
        Actor actor =
                Optional.ofNullable(caller.attached(CallerSession.class))
                        .map(session -> Actor.of(session.user()))
                        .orElseGet(() -> Actor.administrator(caller.adminRole().orElse("")));
        return new Administrator(actor, clients.of(request).address());
    }
}
