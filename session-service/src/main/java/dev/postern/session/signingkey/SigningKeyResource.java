package dev.postern.session.signingkey;

import dev.postern.auth.Caller;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.session.client.Clients;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Lets an administrator rotate the signing keys before their time. */
@Path("/auth/v1/admin/signing-keys")
@Requires(CallerKind.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class SigningKeyResource {

    record Key(String kid, String state) {}

    record Ring(List<Key> keys) {}

    private final Caller caller;
    private final SigningKeys keys;
    private final Clients clients;

    SigningKeyResource(Caller caller, SigningKeys keys, Clients clients) {
        this.caller = caller;
        this.keys = keys;
        this.clients = clients;
    }

    @POST
    @Path("/rotate")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Sign with the next key from now on; the one until now still verifies")
    public Uni<Ring> rotate(@Context HttpServerRequest request) {
        return keys.rotate(caller.adminRole().orElseThrow(), clients.of(request))
                .map(ring -> new Ring(ring.stream().map(SigningKeyResource::key).toList()));
    }

    private static Key key(SigningKey key) {
        return new Key(key.kid(), key.state());
    }
}
