package dev.postern.credential;

import static dev.postern.credential.Ceremonies.authentication;
import static dev.postern.credential.Ceremonies.authenticator;
import static dev.postern.credential.Ceremonies.postAuthentication;
import static dev.postern.credential.Ceremonies.refused;
import static dev.postern.credential.Ceremonies.registered;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.postern.testkit.TestBus;
import dev.postern.testkit.authenticator.SoftwareAuthenticator;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Timestamp;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PasskeyManageTest {

    private static final String PASSKEYS = "/auth/v1/passkeys";
    private static final String COUNT =
            "SELECT count(*) FROM auth.webauthn_credentials WHERE id = ?";

    TestBus bus;
    TestUser user;

    @BeforeEach
    void newUser() {
        FakePeers.reset();
        user = TestUser.confirmed();
    }

    @Test
    @DisplayName("TestPasskeyListEmpty")
    void shouldListNothingAsAnEmptyArray() {
        Response response = as(user).get(PASSKEYS);

        response.then().statusCode(200).contentType("application/json");
        assertThat(response.asString()).isEqualTo("[]");
    }

    @Test
    @DisplayName("TestPasskeyListWithPasskeys")
    void shouldListOldestFirstWithoutAUseThatNeverWas() {
        SoftwareAuthenticator used = authenticator();
        UUID first = registered(user, authenticator());
        UUID second = registered(user, used);
        postAuthentication(authentication(used)).then().statusCode(200);

        as(user).get(PASSKEYS + "/")
                .then()
                .statusCode(200)
                .body("$", hasSize(2))
                .body("[0]", aMapWithSize(7))
                .body("[0].id", is(first.toString()))
                .body("[0].friendly_name", is("Passkey"))
                .body("[0]", not(hasKey("last_used_at")))
                .body("[1].id", is(second.toString()))
                .body("[1]", aMapWithSize(8))
                .body(
                        "[1].last_used_at",
                        matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z"));
    }

    @Test
    void shouldWriteTimesAsGoDoesAndLeaveAnEmptyNameOut() {
        UUID id = registered(user, authenticator());
        Database.query(
                "UPDATE auth.webauthn_credentials SET friendly_name = '', created_at ="
                        + " '2026-01-02T03:04:05.120Z', last_used_at = '2026-01-02T03:04:06Z'"
                        + " WHERE id = ?",
                id);

        assertThat(as(user).get(PASSKEYS).asString())
                .isEqualTo(
                        ("[{\"id\":\"%s\",\"created_at\":\"2026-01-02T03:04:05.12Z\","
                                        + "\"last_used_at\":\"2026-01-02T03:04:06Z\","
                                        + "\"transports\":[\"internal\"],"
                                        + "\"backup_eligible\":false,\"backed_up\":false,"
                                        + "\"clone_suspected\":false}]")
                                .formatted(id));
    }

    @Test
    @DisplayName("TestPasskeyListDoesNotReturnOtherUsersPasskeys")
    void shouldNotListOthers() {
        registered(TestUser.confirmed(), authenticator());

        as(user).get(PASSKEYS).then().body("$", hasSize(0));
    }

    @Test
    @DisplayName("TestPasskeyListUnauthenticated, …UpdateUnauthenticated, …DeleteUnauthenticated")
    void shouldDemandABearer() {
        String id = UUID.randomUUID().toString();

        unauthenticated(given().get(PASSKEYS));
        unauthenticated(given().body("{}").patch(PASSKEYS + "/" + id));
        unauthenticated(given().delete(PASSKEYS + "/" + id));
    }

    @Test
    @DisplayName("TestPasskeyManageDisabled")
    void shouldTellThatPasskeysAreOff() {
        try (SettingsChange off = SettingsChange.passkeysOff(bus)) {
            disabled(as(user).get(PASSKEYS));
            disabled(as(user).body("{}").patch(PASSKEYS + "/x"));
            disabled(as(user).delete(PASSKEYS + "/x"));
        }
    }

    @Test
    @DisplayName("TestPasskeyUpdateFriendlyName")
    void shouldRenameAtAal1() {
        UUID id = registered(user, authenticator());
        user.with("has_verified_factor", true).with("is_sso_user", true);

        rename(user, id, "  Work phone \ud83d\udcf1 ")
                .then()
                .statusCode(200)
                .body("$", aMapWithSize(7))
                .body("id", is(id.toString()))
                .body("friendly_name", is("  Work phone \ud83d\udcf1 "));
        as(user).get(PASSKEYS).then().body("[0].friendly_name", is("  Work phone \ud83d\udcf1 "));
    }

    @Test
    @DisplayName("TestPasskeyUpdateAtMaxLength, S6: counted in code points")
    void shouldCountTheNameInCodePoints() {
        UUID id = registered(user, authenticator());

        rename(user, id, "\ud83d\udd11".repeat(120)).then().statusCode(200);
        refused(
                rename(user, id, "\ud83d\udd11".repeat(121)),
                400,
                "validation_failed",
                "friendly_name must be 120 characters or less");
    }

    @Test
    @DisplayName("TestPasskeyUpdateFriendlyNameTooLong")
    void shouldRefuseALongerName() {
        UUID id = registered(user, authenticator());

        refused(
                rename(user, id, "a".repeat(121)),
                400,
                "validation_failed",
                "friendly_name must be 120 characters or less");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"friendly_name\":\"\"}", "{\"friendly_name\":null}"})
    @DisplayName("TestPasskeyUpdateMissingFriendlyName")
    void shouldDemandAName(String body) {
        UUID id = registered(user, authenticator());

        refused(
                as(user).body(body).patch(PASSKEYS + "/" + id),
                400,
                "validation_failed",
                "friendly_name is required");
    }

    @Test
    void shouldRefuseANameThatCannotBeStored() {
        UUID id = registered(user, authenticator());

        refused(
                rename(user, id, "a\0b"),
                400,
                "validation_failed",
                "friendly_name must not contain the NUL character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{\"friendly_name\":1}"})
    void shouldRefuseABodyThatIsNotTheJson(String body) {
        UUID id = registered(user, authenticator());

        as(user).body(body)
                .patch(PASSKEYS + "/" + id)
                .then()
                .statusCode(400)
                .body("error_code", is("bad_json"));
    }

    @Test
    @DisplayName("TestPasskeyUpdateOtherUsersPasskey, …NonExistent, …InvalidID")
    void shouldNotFindWhatIsNotTheUsers() {
        UUID others = registered(TestUser.confirmed(), authenticator());

        notFound(rename(user, others, "mine"));
        notFound(rename(user, UUID.randomUUID(), "mine"));
        notFound(as(user).body("no json").patch(PASSKEYS + "/42"));
        notFound(as(user).body("no json").patch(PASSKEYS + "/" + others + "%2f.."));
        assertThat(
                        Database.row(
                                        "SELECT friendly_name FROM auth.webauthn_credentials WHERE"
                                                + " id = ?",
                                        others)
                                .get("friendly_name"))
                .isEqualTo("Passkey");
    }

    @Test
    @DisplayName("TestPasskeyDelete")
    void shouldDeleteForGood() {
        UUID id = registered(user, authenticator());

        Response response =
                as(user).contentType("application/json;charset=UTF-8").delete(PASSKEYS + "/" + id);

        response.then().statusCode(204);
        assertThat(response.asByteArray()).isEmpty();
        assertThat(Database.count(COUNT, id)).isZero();
        notFound(as(user).delete(PASSKEYS + "/" + id));
    }

    @Test
    @DisplayName("TestPasskeyDeleteOtherUsersPasskey, …NonExistent")
    void shouldNotDeleteWhatIsNotTheUsers() {
        UUID others = registered(TestUser.confirmed(), authenticator());

        notFound(as(user).delete(PASSKEYS + "/" + others));
        notFound(as(user).delete(PASSKEYS + "/" + UUID.randomUUID()));
        notFound(as(user).delete(PASSKEYS + "/42"));
        assertThat(Database.count(COUNT, others)).isEqualTo(1);
    }

    @Test
    @DisplayName("TestPasskeyDeleteBlockedAtAAL1WhenMFAEnabled, …AllowedAtAAL2WhenMFAEnabled")
    void shouldDemandAal2OfAUserWithAFactorBeforeLookingAtTheId() {
        UUID id = registered(user, authenticator());
        user.with("has_verified_factor", true);

        refused(
                as(user).delete(PASSKEYS + "/42"),
                403,
                "insufficient_aal",
                "AAL2 session is required to manage passkeys when MFA is enabled");
        user.aal2();
        as(user).delete(PASSKEYS + "/" + id).then().statusCode(204);
    }

    @Test
    void shouldKeepOrderByCreationEvenOfImportedRows() {
        UUID first = registered(user, authenticator());
        UUID second = registered(user, authenticator());
        Database.query(
                "UPDATE auth.webauthn_credentials SET created_at = ? WHERE id = ?",
                Timestamp.valueOf("2020-01-01 00:00:00"),
                second);

        as(user).get(PASSKEYS)
                .then()
                .body("[0].id", is(second.toString()))
                .body("[1].id", is(first.toString()));
    }

    private static RequestSpecification as(TestUser user) {
        return given().header("Authorization", "Bearer " + user.token());
    }

    private static Response rename(TestUser user, UUID id, String name) {
        return as(user).contentType("application/json;charset=UTF-8")
                .body(JsonNodeFactory.instance.objectNode().put("friendly_name", name).toString())
                .patch(PASSKEYS + "/" + id);
    }

    private static void notFound(Response response) {
        refused(response, 404, "validation_failed", "Passkey not found");
    }

    private static void disabled(Response response) {
        refused(response, 404, "passkey_disabled", "Passkeys are disabled");
    }

    private static void unauthenticated(Response response) {
        refused(response, 401, "no_authorization", "This endpoint requires a valid Bearer token");
    }
}
