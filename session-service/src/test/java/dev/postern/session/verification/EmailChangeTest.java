package dev.postern.session.verification;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class EmailChangeTest extends MailedTest {

    @Test
    void shouldSendBothMailsAgain() {
        String old = newEmail();
        String wanted = newEmail();
        ask(confirmedUser(old), wanted);
        String stale = hash(mailTo(wanted));
        forgetPace(old);

        post("/resend", "type", "email_change", "email", old)
                .then()
                .statusCode(200)
                .body(equalTo("{}"));

        assertThat(fragment(follow(mailTo(old, 3)))).containsKey("message");
        assertRefused(
                verify("type", "email_change", "token_hash", stale),
                403,
                "otp_expired",
                "Email link is invalid or has expired");
        verify("type", "email_change", "email", wanted, "token", code(mailTo(wanted, 2)))
                .then()
                .statusCode(200)
                .body("user.email", equalTo(wanted));
    }

    @Test
    void shouldKeepMailsApart() {
        String old = newEmail();
        Response session = confirmedUser(old);
        ask(session, newEmail());

        post("/resend", "type", "email_change", "email", old)
                .then()
                .statusCode(429)
                .body("code", equalTo("over_email_send_rate_limit"));
        as(session).body(body("email", newEmail())).put("/auth/v1/user").then().statusCode(429);
    }

    @Test
    void shouldSendNothingAgainToWhoAskedForNothing() {
        String email = newEmail();
        confirmedUser(email);
        int before = mails.messages().size();

        post("/resend", "type", "email_change", "email", email).then().statusCode(200);
        post("/resend", "type", "email_change", "email", newEmail()).then().statusCode(200);
        post("/resend", "type", "phone_change", "email", newEmail()).then().statusCode(200);

        assertThat(mails.messages()).hasSize(before);
    }

    @Test
    void shouldNotChangeToAddressThatSomebodyTookMeanwhile() {
        String old = newEmail();
        String wanted = newEmail();
        ask(confirmedUser(old), wanted);
        String first = link(mailTo(old, 2));
        String second = link(mailTo(wanted));
        confirmedUserWaitingBehind(wanted);

        follow(first);
        Response followed = follow(second);

        assertThat(fragment(followed)).containsEntry("error_code", "email_exists");
        database.one("SELECT id FROM auth.users WHERE email = ?", old);
    }

    @Test
    void shouldLetHolderOfOneAddressNotAgreeForBoth() {
        String old = newEmail();
        ask(confirmedUser(old), newEmail());
        String link = link(mailTo(old, 2));

        follow(link);

        assertThat(fragment(follow(link))).containsEntry("error_code", "otp_expired");
        database.one("SELECT id FROM auth.users WHERE email = ?", old);
    }

    @Test
    void shouldAskHolderOfNewAddressAloneWhereProjectDoes() {
        String old = newEmail();
        String wanted = newEmail();
        Response session = confirmedUser(old);
        withSettings(
                "{\"mailer_secure_email_change_enabled\": false}",
                () -> {
                    ask(session, wanted);
                    verify("type", "email_change", "token_hash", hash(mailTo(wanted)))
                            .then()
                            .statusCode(200)
                            .body("user.email", equalTo(wanted))
                            .body("user.new_email", nullValue());
                });
        assertThat(mailsTo(old)).hasSize(1);
    }

    private static void ask(Response session, String wanted) {
        as(session).body(body("email", wanted)).put("/auth/v1/user").then().statusCode(200);
    }

    private void confirmedUserWaitingBehind(String email) {
        signUp(email).then().statusCode(200);
    }
}
