package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import dev.postern.embedded.MailSink;
import dev.postern.testkit.EventSchemas;
import dev.postern.testkit.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdminUserCreateTest extends AdminTest {

    TestBus bus;
    MailSink mail;

    @Test
    void testAdminUserCreate() {
        String email = newEmail();

        Response created =
                create(
                        "email",
                        email.toUpperCase(),
                        "password",
                        PASSWORD,
                        "email_confirm",
                        true,
                        "user_metadata",
                        body("name", "Ada", "nothing", null),
                        "app_metadata",
                        body("plan", "pro"));

        created.then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("aud", equalTo("authenticated"))
                .body("role", equalTo("authenticated"))
                .body("email_confirmed_at", notNullValue())
                .body("user_metadata", equalTo(body("name", "Ada", "email_verified", true)))
                .body("app_metadata.provider", equalTo("email"))
                .body("app_metadata.providers", equalTo(List.of("email")))
                .body("app_metadata.plan", equalTo("pro"))
                .body("identities", hasSize(1))
                .body("identities[0].provider", equalTo("email"))
                .body("identities[0].identity_data.email", equalTo(email))
                .body("identities[0].identity_data.email_verified", equalTo(true))
                .body("is_sso_user", nullValue());
        assertThat(created.asString()).doesNotContain("argon2", "encrypted");
        signIn(email, PASSWORD).then().statusCode(200);
    }

    @Test
    void shouldTellOfNewUserAndWriteWhoMadeIt() {
        String email = newEmail();

        String id = create("email", email).path("id");

        await().until(() -> told(id).size() == 1);
        TestBus.Event event = told(id).get(0);
        assertThat(event.type()).isEqualTo("dev.postern.users.created");
        EventSchemas.assertValid(event.type(), event.value());
        String entry =
                database.one(
                        "SELECT payload FROM auth.audit_log_entries"
                                + " WHERE payload -> 'traits' ->> 'user_id' = ?",
                        id);
        assertThat(entry).contains("\"user_signedup\"", "\"service_role\"", "00000000-0000", email);
    }

    @Test
    void shouldSendNoMailAndLeaveAddressUnconfirmed() {
        String email = newEmail();

        create("email", email, "password", PASSWORD)
                .then()
                .statusCode(200)
                .body("email_confirmed_at", nullValue())
                .body("identities[0].identity_data.email_verified", equalTo(false));

        assertRefused(signIn(email, PASSWORD), 400, "email_not_confirmed", "Email not confirmed");
        assertThat(mail.messages()).noneMatch(m -> m.to().contains(email));
    }

    @Test
    void testAdminUserCreateWithPhone() {
        String phone = newPhone();

        create("phone", "+" + phone, "phone_confirm", true)
                .then()
                .statusCode(200)
                .body("phone", equalTo(phone))
                .body("email", equalTo(""))
                .body("phone_confirmed_at", notNullValue())
                .body("app_metadata.provider", equalTo("phone"))
                .body("identities[0].provider", equalTo("phone"));

        assertRefused(
                create("phone", phone),
                422,
                "phone_exists",
                "Phone number already registered by another user");
    }

    @Test
    void shouldKnowUserByBothAddresses() {
        create("email", newEmail(), "phone", newPhone())
                .then()
                .statusCode(200)
                .body("app_metadata.provider", equalTo("email"))
                .body("app_metadata.providers", equalTo(List.of("email", "phone")))
                .body("identities", hasSize(2));
    }

    @Test
    void shouldTakeIdAudienceAndRole() {
        String id = UUID.randomUUID().toString();
        String email = newEmail();

        create(
                        "id",
                        id,
                        "aud",
                        "other",
                        "role",
                        "editor",
                        "email",
                        email,
                        "password",
                        PASSWORD,
                        "email_confirm",
                        true)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("aud", equalTo("other"))
                .body("role", equalTo("editor"));

        assertThat(claims(signIn(email, PASSWORD)).path("role").asText()).isEqualTo("editor");
        assertRefused(
                create("id", id, "email", newEmail()),
                422,
                "user_already_exists",
                "A user with this ID has already been registered");
    }

    @Test
    void testAdminUserCreateWithDisabledLoginByRandomPassword() {
        String email = newEmail();
        create("email", email, "email_confirm", true).then().statusCode(200);

        assertRefused(signIn(email, ""), 400, "invalid_credentials", "Invalid login credentials");
        assertRefused(
                signIn(email, PASSWORD), 400, "invalid_credentials", "Invalid login credentials");
    }

    @Test
    void testAdminUserCreateWithPasswordHash() {
        String bcrypt =
                BcryptFunction.getInstance(Bcrypt.A, 10)
                        .hash(PASSWORD.getBytes(StandardCharsets.UTF_8))
                        .getResult();
        String email = newEmail();

        String id =
                create("email", email, "password_hash", bcrypt, "email_confirm", true).path("id");

        signIn(email, PASSWORD).then().statusCode(200);
        assertThat(column("encrypted_password", id)).startsWith("$argon2id$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "$2y$10$short",
                "$fbscrypt$v=1,n=14,r=8,p=1$x$y",
                "$argon2id$v=19$m=16$broken",
                "$argon2id$v=19$m=4194304,t=3,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG",
                "$2a$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "5f4dcc3b5aa765d61d8327deb882cf99"
            })
    void shouldRefuseHashOfAnotherKind(String hash) {
        assertRefused(
                create("email", newEmail(), "password_hash", hash),
                400,
                "validation_failed",
                "Password hash must be bcrypt or argon2, at most 255 characters, of usual cost");
    }

    @Test
    void shouldRefusePasswordThatIsTooLong() {
        assertRefused(
                create("email", newEmail(), "password", "x".repeat(73)),
                400,
                "validation_failed",
                "Password cannot be longer than 72 characters");
    }

    @Test
    void shouldRefuseUserWithoutAddress() {
        assertRefused(
                create("password", PASSWORD),
                400,
                "validation_failed",
                "Cannot create a user without either an email or phone");
    }

    @Test
    void testAdminUserCreateWithDuplicateEmail() {
        String email = newEmail();
        create("email", email).then().statusCode(200);

        assertRefused(
                create("email", email),
                422,
                "email_exists",
                "A user with this email address has already been registered");
    }

    @Test
    void shouldCreateOneUserWhenManyWantTheSameAddress() {
        String email = newEmail();

        List<Integer> statuses =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> create("email", email).statusCode()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(s -> s == 422)).hasSize(7);
        assertThat(database.list("SELECT 1 FROM auth.users WHERE email = ?", email)).hasSize(1);
    }

    @Test
    void shouldRefusePasswordTogetherWithHash() {
        assertRefused(
                create("email", newEmail(), "password", PASSWORD, "password_hash", "$2a$10$x"),
                400,
                "validation_failed",
                "Only a password or a password hash should be provided");
    }

    @ParameterizedTest
    @CsvSource({
        "no-uuid,ID must conform to the uuid v4 format",
        "1-1-1-1-1,ID must conform to the uuid v4 format",
        "00000000-0000-0000-0000-000000000000,ID cannot be a nil uuid"
    })
    void shouldRefuseIdThatIsNone(String id, String message) {
        assertRefused(create("email", newEmail(), "id", id), 400, "validation_failed", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soon|time: invalid duration \"soon\"",
                "1d|time: unknown unit \"d\" in duration \"1d\"",
                "10|time: missing unit in duration \"10\"",
                "9999999999h|time: invalid duration \"9999999999h\"",
                "1h -3m|time: unknown unit \"h -\" in duration \"1h -3m\""
            })
    void shouldRefuseBanDurationThatIsNone(String duration, String reason) {
        assertRefused(
                create("email", newEmail(), "ban_duration", duration),
                400,
                "validation_failed",
                "invalid format for ban duration: " + reason);
    }

    @Test
    void shouldRefuseAddressesThatAreNone() {
        assertRefused(
                create("email", "nobody"),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
        assertRefused(
                create("email", "a@example.org\r\nBcc: b@example.org"),
                400,
                "validation_failed",
                "Unable to validate email address: invalid format");
        assertRefused(
                create("phone", "12ab"),
                400,
                "validation_failed",
                "Invalid phone number format (E.164 required)");
    }

    @Test
    void shouldRefuseOverlongRole() {
        assertRefused(
                create("email", newEmail(), "role", "r".repeat(256)),
                400,
                "validation_failed",
                "role must be at most 255 characters without control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_metadata", "app_metadata"})
    void shouldNameLimitOfMetadata(String field) {
        Map<String, Object> thousand = new LinkedHashMap<>();
        IntStream.range(0, 1000).forEach(i -> thousand.put("claim" + i, i));

        create("email", newEmail(), field, thousand)
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"))
                .body(
                        "message",
                        startsWith(field + " is limited to 8192 bytes of JSON, this would"));
        create("email", newEmail(), field, "text")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"))
                .body("message", startsWith(field + " must be a JSON object"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"email\":1}",
                "{\"email\":\"a@example.org\",\"email\":\"b@example.org\"}",
                "{\"email_confirm\":\"yes\"}",
                "{\"email_confirm\":1}",
                "{\"ban_duration\":24}",
                "{\"is_sso_user\":\"true\"}",
                "{\"email\":"
            })
    void shouldRefuseBodyThatIsNoJsonOfThisShape(String json) {
        admin().body(json).post(USERS).then().statusCode(400).body("code", equalTo("bad_json"));
    }

    @Test
    void shouldRefuseBytesThatAreNoUtf8() {
        byte[] body = "{\"email\":\"x?@example.org\"}".getBytes(StandardCharsets.UTF_8);
        body[11] = (byte) 0xff;

        admin().body(body).post(USERS).then().statusCode(400).body("code", equalTo("bad_json"));
    }

    @Test
    void shouldLetSsoUserShareTheAddressOfAnother() {
        String email = newEmail();
        newUser(email);

        create("email", email, "is_sso_user", true)
                .then()
                .statusCode(200)
                .body("is_sso_user", equalTo(true));
    }

    private List<TestBus.Event> told(String id) {
        return bus.events("postern.users.v1").stream()
                .filter(event -> event.key().equals(id))
                .toList();
    }
}
