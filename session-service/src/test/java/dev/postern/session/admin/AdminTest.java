package dev.postern.session.admin;

import dev.postern.session.SessionServiceTest;
import io.restassured.response.Response;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What tests of the administrators' endpoints share. */
abstract class AdminTest extends SessionServiceTest {

    static final String USERS = "/auth/v1/admin/users";

    static Response create(Object... fields) {
        return admin().body(body(fields)).post(USERS);
    }

    /** A confirmed user who knows {@link #PASSWORD}. */
    static String newUser(String email) {
        Response created = create("email", email, "password", PASSWORD, "email_confirm", true);
        created.then().statusCode(200);
        return created.path("id");
    }

    static Response update(String id, Object... fields) {
        return admin().body(body(fields)).put(USERS + "/" + id);
    }

    static String newPhone() {
        return "49151" + ThreadLocalRandom.current().nextLong(10_000_000L, 99_999_999L);
    }

    String column(String column, String id) {
        return database.one(
                "SELECT CAST(" + column + " AS text) FROM auth.users WHERE id = ?",
                UUID.fromString(id));
    }
}
