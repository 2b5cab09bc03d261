package dev.postern.session.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The user object of the API: the keys in Supabase's order, without what is not set. */
public final class UserJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private UserJson() {}

    public static ObjectNode of(User user) {
        ObjectNode json = JSON.objectNode();
        json.put("id", user.id().toString());
        json.put("aud", text(user.aud()));
        json.put("role", text(user.role()));
        json.put("email", text(user.email()));
        time(json, "email_confirmed_at", user.emailConfirmedAt());
        time(json, "invited_at", user.invitedAt());
        json.put("phone", text(user.phone()));
        time(json, "phone_confirmed_at", user.phoneConfirmedAt());
        time(json, "confirmation_sent_at", user.confirmationSentAt());
        time(json, "confirmed_at", user.confirmedAt());
        time(json, "recovery_sent_at", user.recoverySentAt());
        nonEmpty(json, "new_email", user.emailChange());
        time(json, "email_change_sent_at", user.emailChangeSentAt());
        nonEmpty(json, "new_phone", user.phoneChange());
        time(json, "phone_change_sent_at", user.phoneChangeSentAt());
        time(json, "reauthentication_sent_at", user.reauthenticationSentAt());
        time(json, "last_sign_in_at", user.lastSignInAt());
        json.set("app_metadata", objectOrEmpty(user.rawAppMetaData()));
        json.set("user_metadata", objectOrEmpty(user.rawUserMetaData()));
        if (!user.factors().isEmpty()) {
            var factors = json.putArray("factors");
            user.factors().forEach(factor -> factors.add(factor(factor)));
        }
        var identities = json.putArray("identities");
        user.identities().forEach(identity -> identities.add(identity(identity)));
        time(json, "created_at", user.createdAt());
        time(json, "updated_at", user.updatedAt());
        time(json, "banned_until", user.bannedUntil());
        time(json, "deleted_at", user.deletedAt());
        json.put("is_anonymous", user.anonymous());
        return json;
    }

    private static ObjectNode identity(JsonNode row) {
        ObjectNode json = JSON.objectNode();
        json.put("identity_id", row.path("id").asText());
        json.put("id", row.path("provider_id").asText());
        json.put("user_id", row.path("user_id").asText());
        json.set("identity_data", objectOrEmpty(row.path("identity_data")));
        json.put("provider", row.path("provider").asText());
        time(json, "last_sign_in_at", row.path("last_sign_in_at"));
        time(json, "created_at", row.path("created_at"));
        time(json, "updated_at", row.path("updated_at"));
        nonEmpty(json, "email", row.path("email").textValue());
        return json;
    }

    private static ObjectNode factor(JsonNode row) {
        ObjectNode json = JSON.objectNode();
        json.put("id", row.path("id").asText());
        time(json, "created_at", row.path("created_at"));
        time(json, "updated_at", row.path("updated_at"));
        json.put("status", row.path("status").asText());
        nonEmpty(json, "friendly_name", row.path("friendly_name").textValue());
        json.put("factor_type", row.path("factor_type").asText());
        nonEmpty(json, "phone", row.path("phone").textValue());
        time(json, "last_challenged_at", row.path("last_challenged_at"));
        nonEmpty(json, "web_authn_aaguid", row.path("web_authn_aaguid").textValue());
        return json;
    }

    private static JsonNode objectOrEmpty(JsonNode value) {
        return value != null && value.isObject() ? value : JSON.objectNode();
    }

    private static String text(String value) {
        return Optional.ofNullable(value).orElse("");
    }

    private static void nonEmpty(ObjectNode json, String name, String value) {
        if (value != null && !value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static void time(ObjectNode json, String name, Instant value) {
        if (value != null) {
            json.put(name, Timestamps.format(value));
        }
    }

    private static void time(ObjectNode json, String name, JsonNode value) {
        if (value.isTextual()) {
            json.put(name, Timestamps.reformat(value.asText()));
        }
    }
}
