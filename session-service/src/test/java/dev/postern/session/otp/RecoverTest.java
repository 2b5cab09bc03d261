package dev.postern.session.otp;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class RecoverTest extends MailedTest {

    @Test
    void shouldLetUserSetAnotherPassword() {
        String email = newEmail();
        Response stolen = confirmedUser(email);

        post("/recover", "email", email, "gotrue_meta_security", body())
                .then()
                .statusCode(200)
                .body(equalTo("{}"));

        Mail mail = mailTo(email, 2);
        assertThat(mail.subject()).isEqualTo("Reset your password");
        Response session = verify("type", "recovery", "token_hash", hash(mail));
        session.then().statusCode(200).body("user.recovery_sent_at", notNullValue());
        assertThat(method(session)).isEqualTo("otp");
        as(session).body(body("password", "another password")).put("/auth/v1/user");
        signIn(email, "another password").then().statusCode(200);
        as(stolen).get("/auth/v1/user").then().statusCode(403);
    }

    @Test
    void shouldLeadFromLinkToPageThatSetsPassword() {
        String email = newEmail();
        confirmedUser(email);
        post("/recover", "email", email);

        assertThat(fragment(follow(mailTo(email, 2)))).containsEntry("type", "recovery");
    }

    @Test
    void shouldConfirmAddressOfUnconfirmedUser() {
        String email = newEmail();
        signUp(email);
        post("/recover", "email", email);

        verify("type", "recovery", "email", email, "token", code(mailTo(email, 2)))
                .then()
                .statusCode(200)
                .body("user.email_confirmed_at", notNullValue())
                .body("user.identities[0].identity_data.email_verified", equalTo(true));
    }

    @Test
    void shouldNotTellWhetherThereIsSuchAUser() {
        String known = newEmail();
        confirmedUser(known);
        String unknown = newEmail();

        Response first = post("/recover", "email", known);
        Response second = post("/recover", "email", known);
        Response strangersFirst = post("/recover", "email", unknown);
        Response strangersSecond = post("/recover", "email", unknown);

        assertThat(strangersFirst.statusCode()).isEqualTo(first.statusCode()).isEqualTo(200);
        assertThat(strangersFirst.asString()).isEqualTo(first.asString()).isEqualTo("{}");
        assertThat(strangersSecond.statusCode()).isEqualTo(second.statusCode()).isEqualTo(429);
        assertThat(strangersSecond.asString().replaceAll("\\d+", "N"))
                .isEqualTo(second.asString().replaceAll("\\d+", "N"));
        assertThat(strangersSecond.header("Retry-After")).isNotNull();
    }

    @Test
    void shouldMakeCodesUselessOncePasswordChanges() {
        String email = newEmail();
        Response session = confirmedUser(email);
        post("/recover", "email", email);
        String hash = hash(mailTo(email, 2));

        as(session)
                .body(body("password", "another password"))
                .put("/auth/v1/user")
                .then()
                .statusCode(200);

        assertRefused(
                verify("type", "recovery", "token_hash", hash),
                403,
                "otp_expired",
                "Email link is invalid or has expired");
    }
}
