package dev.postern.session.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an administrator wants a user to be. A field that is absent, null or an empty text asks for
 * nothing.
 */
record AdminUserRequest(
        String id,
        String aud,
        String role,
        String email,
        String phone,
        String password,
        @JsonProperty("password_hash") String passwordHash,
        @JsonProperty("email_confirm") Boolean emailConfirm,
        @JsonProperty("phone_confirm") Boolean phoneConfirm,
        @JsonProperty("user_metadata") JsonNode userMetadata,
        @JsonProperty("app_metadata") JsonNode appMetadata,
        @JsonProperty("ban_duration") String banDuration,
        @JsonProperty("is_sso_user") Boolean ssoUser) {}
