package dev.postern.credential.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.credential.management.Timestamps;
import dev.postern.credential.record.Passkey;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a successful registration answers. */
@Schema(name = "RegisteredPasskey")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RegisteredPasskey(
        @Schema(required = true) UUID id,
        @JsonProperty("friendly_name") String friendlyName,
        @Schema(required = true, format = "date-time") @JsonProperty("created_at")
                String createdAt) {

    static RegisteredPasskey of(Passkey passkey) {
        return new RegisteredPasskey(
                passkey.id(), passkey.friendlyName(), Timestamps.text(passkey.createdAt()));
    }
}
