package dev.postern.session.token;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The body of every grant; each grant reads its own members. */
record TokenRequest(
        String email,
        String phone,
        String password,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("auth_code") String authCode,
        @JsonProperty("code_verifier") String codeVerifier) {

    boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }
}
