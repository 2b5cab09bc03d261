package dev.postern.credential.session;

import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Hands a session on to its client as session-service wrote it. */
public final class SessionAnswer {

    private static final String SESSION_HEADERS = "sb-";

    private SessionAnswer() {}

    /** The same body, with the headers of the dialect and no other. */
    public static RestResponse<byte[]> unchanged(RestResponse<byte[]> session) {
        ResponseBuilder<byte[]> response =
                ResponseBuilder.ok(session.getEntity(), MediaType.APPLICATION_JSON_TYPE);
        session.getHeaders()
                .forEach(
                        (name, values) -> {
                            if (name.toLowerCase(Locale.ROOT).startsWith(SESSION_HEADERS)) {
                                values.forEach(value -> response.header(name, value));
                            }
                        });
        return response.build();
    }
}
