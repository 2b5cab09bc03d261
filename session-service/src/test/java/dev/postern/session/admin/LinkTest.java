package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.postern.embedded.MailSink;
import dev.postern.session.ConfirmMode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class LinkTest extends AdminTest {

    private static final String EXISTS =
            "A user with this email address has already been registered";

    MailSink mail;

    @Test
    void testAdminGenerateLinkSignUp() {
        String email = newEmail();

        Response made =
                link("type", "signup", "email", email, "password", PASSWORD, "data", body("a", 1));

        made.then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("confirmation_sent_at", notNullValue())
                .body("user_metadata.a", equalTo(1))
                .body("verification_type", equalTo("signup"))
                .body("email_otp", matchesPattern("[0-9]{6}"))
                .body("hashed_token", matchesPattern("[0-9a-f]{56}"))
                .body("redirect_to", equalTo("http://localhost:8000"))
                .body(
                        "action_link",
                        equalTo(
                                "http://localhost:8000/auth/v1/verify?token="
                                        + made.path("hashed_token")
                                        + "&type=signup&redirect_to=http%3A%2F%2Flocalhost%3A8000"));
        verify("signup", made).then().statusCode(200).body("user.email", equalTo(email));
        signIn(email, PASSWORD).then().statusCode(200);
        assertRefused(
                link("type", "signup", "email", email, "password", PASSWORD),
                422,
                "email_exists",
                EXISTS);
        assertThat(mail.messages()).noneMatch(m -> m.to().contains(email));
    }

    @Test
    void testAdminGenerateLinkMagicLinkAndRecovery() {
        String email = newEmail();
        newUser(email);

        for (String type : List.of("magiclink", "recovery")) {
            Response made = link("type", type, "email", email);
            made.then()
                    .statusCode(200)
                    .body("verification_type", equalTo(type))
                    .body("recovery_sent_at", notNullValue());
            verify(type, made).then().statusCode(200).body("user.email", equalTo(email));
            assertRefused(
                    verify(type, made), 403, "otp_expired", "Email link is invalid or has expired");
        }
        assertThat(mail.messages()).noneMatch(m -> m.to().contains(email));
    }

    @Test
    void shouldSignUpWhomAMagicLinkDoesNotFind() {
        String email = newEmail();

        Response made = link("type", "magiclink", "email", email);

        made.then().statusCode(200).body("verification_type", equalTo("signup"));
        client().body(
                        body(
                                "type",
                                "email",
                                "email",
                                email,
                                "token",
                                made.path("email_otp").toString()))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldRefuseRecoveryAndChangeOfNobody() {
        for (String type : List.of("recovery", "email_change_current", "email_change_new")) {
            assertRefused(
                    link("type", type, "email", newEmail(), "new_email", newEmail()),
                    404,
                    "user_not_found",
                    "User with this email not found");
        }
    }

    @Test
    void shouldInviteByLinkAndDropThePasswordOfWhoeverSignedUpBefore() {
        String email = newEmail();
        signUp(email, "password of a stranger").then().statusCode(200);

        Response made = link("type", "invite", "email", email);

        made.then()
                .statusCode(200)
                .body("invited_at", notNullValue())
                .body("verification_type", equalTo("invite"));
        verify("invite", made).then().statusCode(200);
        assertRefused(
                signIn(email, "password of a stranger"),
                400,
                "invalid_credentials",
                "Invalid login credentials");
        assertRefused(link("type", "invite", "email", email), 422, "email_exists", EXISTS);
    }

    @Test
    void shouldChangeAddressOnceBothLinksAreUsed() {
        String email = newEmail();
        String wanted = newEmail();
        String id = newUser(email);

        Response current =
                link("type", "email_change_current", "email", email, "new_email", wanted);
        Response next = link("type", "email_change_new", "email", email, "new_email", wanted);

        current.then()
                .statusCode(200)
                .body("new_email", equalTo(wanted))
                .body("verification_type", equalTo("email_change_current"));
        verify("email_change", current).then().statusCode(200).body("code", equalTo("200"));
        verify("email_change", next).then().statusCode(200).body("user.email", equalTo(wanted));
        assertThat(admin().get(USERS + "/" + id).path("identities[0].email").toString())
                .isEqualTo(wanted);
    }

    @Test
    void shouldRefuseNewAddressThatIsTakenOrNone() {
        String taken = newEmail();
        newUser(taken);
        String email = newEmail();
        newUser(email);

        assertRefused(
                link("type", "email_change_new", "email", email, "new_email", taken),
                422,
                "email_exists",
                EXISTS);
        assertRefused(
                link("type", "email_change_new", "email", email),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
    }

    @Test
    void shouldRefuseOtherTypes() {
        assertRefused(
                link("type", "sms", "email", newEmail()),
                400,
                "validation_failed",
                "Invalid email action link type requested: sms");
        assertRefused(
                link("email", newEmail()),
                400,
                "validation_failed",
                "Invalid email action link type requested: ");
    }

    @Test
    void shouldHoldSignUpToItsRules() {
        assertRefused(
                link("type", "signup", "email", newEmail()),
                400,
                "validation_failed",
                "Signup requires a valid password");
        assertRefused(
                link("type", "signup", "email", newEmail(), "password", "12345"),
                422,
                "weak_password",
                "Password should be at least 6 characters.");
        assertRefused(
                link("type", "magiclink", "email", "nobody"),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://localhost:8000@evil.example",
                "http://localhost:8000\r\nSet-Cookie: a=b",
                "javascript:alert(1)"
            })
    void shouldLeadNowhereElse(String redirectTo) {
        link("type", "magiclink", "email", newEmail(), "redirect_to", redirectTo)
                .then()
                .statusCode(200)
                .body("redirect_to", equalTo("http://localhost:8000"));
    }

    @Test
    void shouldLeadWhereTheQueryOrTheBodySays() {
        String place = "http://localhost:8000/welcome";

        link("type", "magiclink", "email", newEmail(), "redirect_to", place)
                .then()
                .body("redirect_to", equalTo(place));
        admin().queryParam("redirect_to", place)
                .body(body("type", "magiclink", "email", newEmail()))
                .post("/auth/v1/admin/generate_link")
                .then()
                .body("redirect_to", equalTo(place));
    }

    @Test
    void shouldMakeOneUserWhenManyWantALinkForTheSameNewAddress() {
        String email = newEmail();

        List<Integer> statuses =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        link("type", "invite", "email", email)
                                                                .statusCode()))
                        .limit(6)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(database.list("SELECT 1 FROM auth.users WHERE email = ?", email)).hasSize(1);
    }

    @Test
    void testInvite() {
        String email = newEmail();

        admin().queryParam("redirect_to", "http://localhost:8000/welcome")
                .body(body("email", email, "data", body("team", "blue")))
                .post("/auth/v1/invite")
                .then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("invited_at", notNullValue())
                .body("user_metadata.team", equalTo("blue"));

        await().until(() -> mail.messages().stream().anyMatch(m -> m.to().contains(email)));
        String text =
                mail.messages().stream()
                        .filter(m -> m.to().contains(email))
                        .findFirst()
                        .orElseThrow()
                        .text();
        assertThat(text).contains("type=invite", "http%3A%2F%2Flocalhost%3A8000%2Fwelcome");
        String hash = text.replaceAll("(?s).*token=([0-9a-f]{56}).*", "$1");
        client().body(body("type", "invite", "token_hash", hash))
                .post("/auth/v1/verify")
                .then()
                .statusCode(200)
                .body("user.email", equalTo(email));
        assertRefused(
                admin().body(body("email", email)).post("/auth/v1/invite"),
                422,
                "email_exists",
                EXISTS);
    }

    @Test
    void shouldRefuseInvitationOfNoAddress() {
        assertRefused(
                admin().body(body("email", "a@b\nBcc: c@d")).post("/auth/v1/invite"),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
        admin().body(body("data", body()))
                .post("/auth/v1/invite")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"));
        admin().body("{").post("/auth/v1/invite").then().statusCode(400);
    }

    @Test
    void shouldServeAdministratorsAlone() {
        for (String path : List.of("/auth/v1/invite", "/auth/v1/admin/generate_link")) {
            assertRefused(client().body(body()).post(path), 403, "not_admin", "User not allowed");
        }
    }

    @Test
    void shouldNameLimitOfData() {
        link("type", "invite", "email", newEmail(), "data", body("a", "x".repeat(9000)))
                .then()
                .statusCode(400)
                .body("message", startsWith("user_metadata is limited to 8192 bytes"));
    }

    private static Response link(Object... fields) {
        return admin().body(body(fields)).post("/auth/v1/admin/generate_link");
    }

    private static Response verify(String type, Response made) {
        return client().body(body("type", type, "token_hash", made.path("hashed_token").toString()))
                .post("/auth/v1/verify");
    }
}
