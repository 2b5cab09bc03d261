package dev.postern.auth;

import dev.postern.edge.RequestId;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Signs a call to another service with the service token and passes the request id on. Register it
 * on every client of {@code /internal}.
 */
public class ServiceCall implements ClientRequestFilter {

    private final AuthConfig config;

    public ServiceCall(AuthConfig config) {
        this.config = config;
    }

    @Override
    public void filter(ClientRequestContext request) {
        request.getHeaders()
                .putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + config.serviceToken());
        String requestId = RequestId.current();
        if (requestId != null) {
            request.getHeaders().putSingle(RequestId.HEADER, requestId);
        }
    }
}
