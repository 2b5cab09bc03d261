package dev.postern.edge;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * Finds the address of the client that limits and the audit log count by.
 *
 * <p>{@code X-Forwarded-For} is read from its right end, over as many trusted proxies as there are;
 * the first address that is not a trusted proxy is the client. What a client writes into the header
 * itself therefore never counts.
 */
@ApplicationScoped
public class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<Cidr> trusted;

    ClientAddress(EdgeConfig config) {
        this.trusted =
                config.trustedProxies().orElse(Set.of()).stream()
                        .map(String::trim)
                        .filter(network -> !network.isEmpty())
                        .map(Cidr::parse)
                        .toList();
    }

    /**
     * @return the client's IP address as text; {@code 0.0.0.0} when the connection has none
     */
    public String of(HttpServerRequest request) {
        String peer =
                request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
                        ? "0.0.0.0"
                        : request.remoteAddress().hostAddress();
        return resolve(peer, request.headers().getAll(FORWARDED_FOR));
    }

    /** Whether a trusted proxy told the address, so that it stands for one client alone. */
    public boolean isForwarded(HttpServerRequest request) {
        return fromTrustedProxy(request) && !request.headers().getAll(FORWARDED_FOR).isEmpty();
    }

    /** Whether the peer of this connection is a trusted proxy. */
    public boolean fromTrustedProxy(HttpServerRequest request) {
        return request.remoteAddress() != null
                && request.remoteAddress().hostAddress() != null
                && isTrusted(request.remoteAddress().hostAddress());
    }

    String resolve(String peer, List<String> forwardedFor) {
        String client = peer;
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            String hop = hops[i].trim();
            if (Cidr.literal(hop) == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private boolean isTrusted(String ip) {
        return trusted.stream().anyMatch(network -> network.contains(ip));
    }
}
