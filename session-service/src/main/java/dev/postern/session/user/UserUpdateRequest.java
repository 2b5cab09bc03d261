package dev.postern.session.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** What a user wants changed. */
record UserUpdateRequest(
        String email,
        String phone,
        String password,
        JsonNode data,
        @JsonProperty("app_metadata") JsonNode appMetadata) {

    boolean setsEmail() {
        return email != null && !email.isEmpty();
    }

    boolean setsPhone() {
        return phone != null && !phone.isEmpty();
    }

    boolean setsPassword() {
        return password != null;
    }

    boolean setsAppMetadata() {
        return appMetadata != null && !appMetadata.isNull();
    }
}
