package dev.postern.credential.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.credential.record.Passkey;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A passkey as lists show it: an empty name and a use that never was are left out. */
@Schema(name = "Passkey")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PasskeyItem(
        @Schema(required = true) UUID id,
        @JsonProperty("friendly_name") String friendlyName,
        @Schema(required = true, format = "date-time") @JsonProperty("created_at") String createdAt,
        @Schema(format = "date-time") @JsonProperty("last_used_at") String lastUsedAt) {

    static PasskeyItem of(Passkey passkey) {
        return new PasskeyItem(
                passkey.id(),
                passkey.friendlyName(),
                Timestamps.text(passkey.createdAt()),
                Timestamps.text(passkey.lastUsedAt()));
    }

    static List<PasskeyItem> of(List<Passkey> passkeys) {
        return passkeys.stream().map(PasskeyItem::of).toList();
    }
}
