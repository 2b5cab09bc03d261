package dev.postern.session.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** What an administrator wants a link for. */
record LinkRequest(
        String type,
        String email,
        String password,
        JsonNode data,
        @JsonProperty("redirect_to") String redirectTo,
        @JsonProperty("new_email") String newEmail) {}
