package dev.postern.session.signup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.session.signup.SignUpOutcome.Concealed;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.Timestamps;
import java.time.Instant;
import java.util.UUID;

/**
 * The answer to a sign-up whose address somebody has already: a user who does not exist, so that
 * the answer tells a stranger nothing. An empty list of identities tells the application.
 */
final class ConcealedUser {

    private ConcealedUser() {}

    static ObjectNode of(Concealed concealed) {
        String now = Timestamps.format(Instant.now());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", UUID.randomUUID().toString());
        json.put("aud", "authenticated");
        json.put("role", "");
        json.put("email", concealed.email());
        json.put("phone", "");
        json.put("confirmation_sent_at", now);
        json.putObject("app_metadata").put("provider", "email").putArray("providers").add("email");
        json.set("user_metadata", Metadata.tree(concealed.metadata()));
        json.putArray("identities");
        json.put("created_at", now);
        json.put("updated_at", now);
        json.put("is_anonymous", false);
        return json;
    }
}
