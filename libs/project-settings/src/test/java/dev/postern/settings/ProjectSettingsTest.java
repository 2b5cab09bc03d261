package dev.postern.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectSettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OLD =
            """
            {"passkeys":{"enabled":true,"max_per_user":10,"challenge_ttl_seconds":300,
             "user_verification":"preferred"},
             "relying_party":{"id":"localhost","display_name":"P","origins":[]},
             "limits":{"enabled":true,"passkey":1,"token":2,"otp":3,"verify":4}%s}
            """;

    @Test
    void shouldReadSettingsThatKnowNothingOfQr() throws JsonProcessingException {
        ProjectSettings settings = JSON.readValue(OLD.formatted(""), ProjectSettings.class);

        assertThat(settings.qr().applications()).isEmpty();
        assertThat(settings.limits().verify()).isEqualTo(4);
        assertThat(settings.passkeys().attestation()).isEqualTo("none");
        assertThat(settings.passkeys().uvGrantsAal2()).isFalse();
        assertThat(settings.relyingParty().relatedOrigins()).isEmpty();
        assertThat(settings.relyingParty().topOrigins()).isEmpty();
    }

    @Test
    void shouldFillInWhatAnApplicationDoesNotSay() throws JsonProcessingException {
        String qr =
                """
                ,"qr":{"applications":[{"id":"app_demo","name":"Demo","environment":"dev",
                 "app_keys":["qr_app_1"],"allowed_origins":["http://localhost:8000"],
                 "link_base":"http://localhost:8000/phone","timings":{"rotate_ms":1000}}]}
                """;
        QrApplication application =
                JSON.readValue(OLD.formatted(qr), ProjectSettings.class).qr().applications().get(0);

        assertThat(application.requireKeyCommitment()).isTrue();
        assertThat(application.allowsAnonymousPhones()).isFalse();
        assertThat(application.compatKeyri()).isFalse();
        assertThat(application.timings().rotate()).isEqualTo(Duration.ofSeconds(1));
        assertThat(application.timings().unscanned()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void shouldReadWhatItWrites() throws JsonProcessingException {
        ProjectSettings settings =
                JSON.readValue(
                        OLD.formatted(
                                ",\"qr\":{\"applications\":[{\"id\":\"a\",\"app_keys\":[\"k\"],"
                                        + "\"compat_keyri\":true,\"mobile_auth\":\"optional\"}]}"),
                        ProjectSettings.class);

        ProjectSettings again =
                JSON.readValue(JSON.writeValueAsString(settings), ProjectSettings.class);

        assertThat(again).isEqualTo(settings);
        assertThat(again.qr().applications())
                .extracting(QrApplication::appKeys)
                .containsExactly(List.of("k"));
    }
}
