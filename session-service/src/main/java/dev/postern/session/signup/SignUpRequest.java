package dev.postern.session.signup;

import com.fasterxml.jackson.databind.JsonNode;

/** The body of a sign-up. */
record SignUpRequest(String email, String phone, String password, JsonNode data) {

    boolean hasEmail() {
        return email != null && !email.isEmpty();
    }

    boolean hasPhone() {
        return phone != null && !phone.isEmpty();
    }

    boolean isAnonymous() {
        return !hasEmail() && !hasPhone();
    }
}
