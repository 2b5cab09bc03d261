package dev.postern.session.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.problem.ApiProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Some settings to change, each checked by itself.
 *
 * @param changes the new values under their names in the Management API
 * @param resets the names that go back to what the environment says
 */
public record SettingsPatch(ObjectNode changes, List<String> resets) {

    /** The least and the greatest value. */
    private record Range(long least, long most) {}

    private static final long DAY = 86_400;
    private static final Range COUNT = new Range(0, Integer.MAX_VALUE);
    private static final Range LIMIT = new Range(1, 1_000_000);
    private static final Range SESSION_LIFE = new Range(0, 3650 * DAY);
    private static final Map<String, Range> RANGES =
            Map.ofEntries(
                    Map.entry("mailer_otp_exp", new Range(1, 7 * DAY)),
                    Map.entry("mailer_otp_length", new Range(6, 10)),
                    Map.entry("smtp_max_frequency", new Range(0, DAY)),
                    Map.entry("password_min_length", new Range(6, 72)),
                    Map.entry("jwt_exp", new Range(1, 7 * DAY)),
                    Map.entry("security_refresh_token_reuse_interval", new Range(0, DAY)),
                    Map.entry("sessions_timebox", SESSION_LIFE),
                    Map.entry("sessions_inactivity_timeout", SESSION_LIFE),
                    Map.entry("passkey_max_passkeys_per_user", new Range(1, 1000)),
                    Map.entry("passkey_challenge_ttl", new Range(1, DAY)));
    private static final Map<String, List<String>> WORDS =
            Map.of("passkey_user_verification", List.of("required", "preferred", "discouraged"));
    private static final String RP_ID = "webauthn_rp_id";
    private static final int LONGEST = 10_000;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /**
     * @param wanted what an operator sent; names that are no settings are ignored, as clients of
     *     the Management API send hundreds
     * @param known every setting, with a value of its type
     * @throws ApiProblem when a value is none that the setting may have
     */
    static SettingsPatch of(JsonNode wanted, ObjectNode known) {
        if (!wanted.isObject()) {
            throw ApiProblem.of(SettingsProblem.NOT_AN_OBJECT);
        }
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        List<String> resets = new ArrayList<>();
        known.fields()
                .forEachRemaining(
                        setting -> {
                            JsonNode value = wanted.get(setting.getKey());
                            if (value != null && value.isNull()) {
                                resets.add(setting.getKey());
                            } else if (value != null) {
                                changes.set(
                                        setting.getKey(),
                                        checked(setting.getKey(), value, setting.getValue()));
                            }
                        });
        return new SettingsPatch(changes, resets);
    }

    /** The names of what changes. */
    List<String> names() {
        List<String> names = new ArrayList<>(resets);
        changes.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode checked(String name, JsonNode value, JsonNode known) {
        if (known.isBoolean()) {
            demand(value.isBoolean(), name, "true or false");
        } else if (known.isNumber()) {
            demandInRange(name, value);
        } else {
            demandText(name, value);
        }
        return name.equals(RP_ID)
                ? JsonNodeFactory.instance.textNode(
                        value.textValue().trim().toLowerCase(Locale.ROOT))
                : value;
    }

    private static void demandInRange(String name, JsonNode value) {
        Range range = RANGES.getOrDefault(name, name.startsWith("rate_limit_") ? LIMIT : COUNT);
        demand(
                value.isIntegralNumber()
                        && value.canConvertToLong()
                        && value.longValue() >= range.least()
                        && value.longValue() <= range.most(),
                name,
                "a whole number between %d and %d".formatted(range.least(), range.most()));
    }

    private static void demandText(String name, JsonNode value) {
        demand(
                value.isTextual()
                        && value.textValue().length() <= LONGEST
                        && !CONTROL.matcher(value.textValue()).find(),
                name,
                "a text of at most %d characters without control characters".formatted(LONGEST));
        List<String> words = WORDS.get(name);
        demand(
                words == null || words.contains(value.textValue()),
                name,
                words == null ? "" : "one of " + String.join(", ", words));
    }

    private static void demand(boolean condition, String name, String allowed) {
        if (!condition) {
            throw ApiProblem.of(SettingsProblem.BAD_VALUE, name, allowed);
        }
    }
}
