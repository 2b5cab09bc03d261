package dev.postern.session.token;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The body of every grant; each grant reads its own members. */
record TokenRequest(
        String email,
        String phone,
        String password,
        @JsonProperty("refresh_token") String refreshToken) {

    boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }
}
