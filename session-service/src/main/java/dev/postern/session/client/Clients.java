package dev.postern.session.client;

import dev.postern.edge.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;

/** Tells the client of a request. */
@ApplicationScoped
public class Clients {

    private final ClientAddress addresses;

    Clients(ClientAddress addresses) {
        this.addresses = addresses;
    }

    /** The client of this request. */
    public Client of(HttpServerRequest request) {
        return new Client(
                withoutZone(addresses.of(request)),
                addresses.isForwarded(request),
                request.getHeader(HttpHeaders.USER_AGENT));
    }

    /** An IPv6 zone names an interface of this machine, not of the client. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
