package dev.postern.qr.phone;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The default source of a payload: a session of its own for the page, forked from the phone's, so
 * that the two refresh and end independently.
 */
public final class SessionFork implements Payload.Source {

    private final URI authUrl;
    private final Supplier<String> accessToken;
    private final Transport transport;

    /**
     * @param authUrl the base of the auth API, e.g. {@code https://example.com/auth/v1}
     * @param accessToken the phone's current access token
     */
    public SessionFork(URI authUrl, Supplier<String> accessToken) {
        this(authUrl, accessToken, new UrlConnectionTransport());
    }

    public SessionFork(URI authUrl, Supplier<String> accessToken, Transport transport) {
        this.authUrl = authUrl;
        this.accessToken = accessToken;
        this.transport = transport;
    }

    @Override
    public Payload get(Claim claim) {
        String body =
                Json.write(
                        Map.of(
                                "target",
                                "web",
                                "binding",
                                HandoffCrypto.keyHash(claim.browserKey())));
        try {
            Transport.Answer answer =
                    transport.send(
                            "POST",
                            URI.create(authUrl + "/sessions/fork"),
                            Map.of("Authorization", "Bearer " + accessToken.get()),
                            body);
            Answer session = new Answer(Json.object(answer.body()));
            if (answer.status() != 200 || session.text("refresh_token").isEmpty()) {
                throw new HandoffException(
                        HandoffException.UNEXPECTED_ANSWER,
                        "The session could not be forked",
                        answer.status(),
                        null);
            }
            return Payload.session(session.text("refresh_token"), session.text("access_token"));
        } catch (IOException noAnswer) {
            throw new HandoffException(
                    HandoffException.NETWORK, "The server does not answer", 0, noAnswer);
        } catch (IllegalArgumentException notJson) {
            throw new HandoffException(
                    HandoffException.UNEXPECTED_ANSWER, "The server is not understood", 0, notJson);
        }
    }
}
