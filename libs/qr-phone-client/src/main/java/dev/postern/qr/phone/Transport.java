package dev.postern.qr.phone;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** How requests leave the phone; an app may put its own HTTP library behind it. */
public interface Transport {

    /**
     * An answer of the server.
     *
     * @param status the HTTP status
     * @param body the text, "" when there is none
     */
    record Answer(int status, String body) {}

    /**
     * Sends one request and waits for its answer. An implementation MUST NOT follow redirects, MUST
     * NOT log headers or bodies, and MUST fail with an IOException when no answer came.
     *
     * @param body the JSON text; null for a request without one
     */
    Answer send(String method, URI uri, Map<String, String> headers, String body)
            throws IOException;
}
