package dev.postern.session;

import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;

/** Holds answers against the refusals of the wire contract. */
public final class Refusals {

    private Refusals() {}

    /** The envelope that clients of today get. */
    public static void assertRefused(Response answer, int status, String code, String message) {
        answer.then()
                .statusCode(status)
                .header("x-sb-error-code", code)
                .header("X-Supabase-Api-Version", "2024-01-01")
                .body("code", equalTo(code))
                .body("message", equalTo(message));
    }

    /** The envelope that clients without a version get. */
    public static void assertRefusedToOldClient(
            Response answer, int status, String code, String message) {
        answer.then()
                .statusCode(status)
                .header("x-sb-error-code", code)
                .body("code", equalTo(status))
                .body("error_code", equalTo(code))
                .body("msg", equalTo(message));
    }
}
