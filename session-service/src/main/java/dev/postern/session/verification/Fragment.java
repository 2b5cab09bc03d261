package dev.postern.session.verification;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a redirect tells the page it leads to: in the fragment, which no server ever sees. */
final class Fragment {

    private final List<String> pairs = new ArrayList<>();

    Fragment with(String name, Object value) {
        pairs.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        return this;
    }

    Response redirect(String target) {
        String place = target.split("#", 2)[0];
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, place + "#" + String.join("&", pairs))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
