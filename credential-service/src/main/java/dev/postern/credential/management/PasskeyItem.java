package dev.postern.credential.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.credential.record.Passkey;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A passkey as lists show it: an empty name, a use that never was and a model that is not told are
 * left out. What follows {@code last_used_at} is more than the dialect's own clients know.
 */
@Schema(name = "Passkey")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PasskeyItem(
        @Schema(required = true) UUID id,
        @JsonProperty("friendly_name") String friendlyName,
        @Schema(required = true, format = "date-time") @JsonProperty("created_at") String createdAt,
        @Schema(format = "date-time") @JsonProperty("last_used_at") String lastUsedAt,
        UUID aaguid,
        List<String> transports,
        @JsonProperty("backup_eligible") boolean backupEligible,
        @JsonProperty("backed_up") boolean backedUp,
        @JsonProperty("clone_suspected") boolean cloneSuspected) {

    static PasskeyItem of(Passkey passkey) {
        return new PasskeyItem(
                passkey.id(),
                passkey.friendlyName(),
                Timestamps.text(passkey.createdAt()),
                Timestamps.text(passkey.lastUsedAt()),
                passkey.aaguid(),
                passkey.transports(),
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.cloneSuspected());
    }

    static List<PasskeyItem> of(List<Passkey> passkeys) {
        return passkeys.stream().map(PasskeyItem::of).toList();
    }
}
