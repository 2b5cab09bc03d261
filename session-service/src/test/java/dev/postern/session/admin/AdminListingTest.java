package dev.postern.session.admin;

import static dev.postern.session.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdminListingTest extends AdminTest {

    private static final String AUDIT = "/auth/v1/admin/audit";

    @Test
    void testAdminUsersDefaults() {
        newUser(newEmail());

        Response listed = admin().get(USERS + "?page=&per_page=");

        int total = users();
        listed.then()
                .statusCode(200)
                .body("aud", equalTo("authenticated"))
                .body("users", not(empty()))
                .header("X-Total-Count", Integer.toString(total));
        assertThat(listed.header("Link"))
                .endsWith(
                        "</admin/users?page=%d&per_page=50>; rel=\"last\""
                                .formatted((total + 49) / 50));
    }

    @Test
    void testAdminUsersPagination() {
        String domain = UUID.randomUUID() + ".example.org";
        for (int i = 0; i < 5; i++) {
            create("email", i + "@" + domain).then().statusCode(200);
        }

        Response first = admin().get(USERS + "?page=1&per_page=2&filter=" + domain);
        Response last = admin().get(USERS + "?page=3&per_page=2&filter=" + domain);
        Response beyond = admin().get(USERS + "?page=4&per_page=2&filter=" + domain);

        first.then()
                .statusCode(200)
                .header("X-Total-Count", "5")
                .header(
                        "Link",
                        equalTo(
                                ("</admin/users?page=2&per_page=2&filter=%s>; rel=\"next\","
                                                + " </admin/users?page=3&per_page=2&filter=%s>;"
                                                + " rel=\"last\"")
                                        .formatted(domain, domain)))
                .body("users.email", equalTo(List.of("4@" + domain, "3@" + domain)));
        last.then()
                .header(
                        "Link",
                        equalTo(
                                "</admin/users?page=3&per_page=2&filter=%s>; rel=\"last\""
                                        .formatted(domain)))
                .body("users.email", equalTo(List.of("0@" + domain)));
        beyond.then().statusCode(200).body("users", empty()).header("X-Total-Count", "5");
    }

    @Test
    void testAdminUsersSortAndFilter() {
        String name = "Ada " + UUID.randomUUID();
        List<String> ids =
                List.of(
                        create("email", newEmail(), "user_metadata", body("full_name", name))
                                .path("id"),
                        create("email", newEmail(), "user_metadata", body("full_name", name))
                                .path("id"));

        admin().queryParam("filter", name.toLowerCase())
                .queryParam("sort", "created_at asc")
                .get(USERS)
                .then()
                .statusCode(200)
                .body("users.id", equalTo(ids));
        admin().queryParam("filter", "%").get(USERS).then().body("users", empty());
        admin().queryParam("filter", "' OR 1=1 --").get(USERS).then().body("users", empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page=x|strconv.ParseUint: parsing \"x\": invalid syntax",
                "page=-1|strconv.ParseUint: parsing \"-1\": invalid syntax",
                "per_page=1.5|strconv.ParseUint: parsing \"1.5\": invalid syntax",
                "page=99999999999999999999|strconv.ParseUint: parsing \"99999999999999999999\":"
                        + " value out of range",
                "page=0|page must be at least 1",
                "per_page=0|per_page must be between 1 and 1000",
                "per_page=1001|per_page must be between 1 and 1000"
            })
    void shouldRefuseBadPagination(String query, String reason) {
        for (String path : List.of(USERS, AUDIT)) {
            assertRefused(
                    admin().get(path + "?" + query),
                    400,
                    "validation_failed",
                    "Bad Pagination Parameters: " + reason);
        }
    }

    @Test
    void shouldTakeTheGreatestPage() {
        for (String path : List.of(USERS, AUDIT)) {
            admin().get(path + "?page=9223372036854775807&per_page=1000").then().statusCode(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email asc|bad field for sort 'email'",
                "created_at up|bad direction for sort 'up', only 'asc' and 'desc' allowed"
            })
    void shouldRefuseBadSort(String sort, String reason) {
        assertRefused(
                admin().queryParam("sort", sort).get(USERS),
                400,
                "validation_failed",
                "Bad Sort Parameters: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {USERS + "?filter=%00", AUDIT + "?query=author:%00"})
    void shouldRefuseTextThatPostgresCannotHold(String path) {
        admin().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_failed"));
    }

    @Test
    void testAuditGet() {
        String email = newEmail();
        String id = newUser(email);
        admin().delete(USERS + "/" + id).then().statusCode(200);

        Response entries = admin().get(AUDIT + "?page=1&per_page=1");

        entries.then()
                .statusCode(200)
                .body("$", hasSize(1))
                .body("[0].payload.action", equalTo("user_deleted"))
                .body("[0].payload.actor_username", equalTo("service_role"))
                .body("[0].payload.log_type", equalTo("team"))
                .body("[0].payload.traits.user_email", equalTo(email))
                .body("[0].ip_address", equalTo("127.0.0.1"));
        assertThat(entries.path("[0].created_at").toString()).matches(".*T.*Z");
        assertThat(Integer.parseInt(entries.header("X-Total-Count"))).isGreaterThan(1);
        assertThat(entries.header("Link"))
                .startsWith("</admin/audit?page=2&per_page=1>; rel=\"next\", </admin/audit?page=");
    }

    @Test
    void testAuditFilters() {
        String email = newEmail();
        signUp(email).then().statusCode(200);
        signIn(email, PASSWORD).then().statusCode(200);

        admin().get(AUDIT + "?query=author:" + email)
                .then()
                .statusCode(200)
                .header("X-Total-Count", "3")
                .body("payload.action", equalTo(List.of("login", "login", "user_signedup")));
        admin().get(AUDIT + "?query=action:login")
                .then()
                .body("$", not(empty()))
                .body("payload.action", everyItem(equalTo("login")));
        admin().get(AUDIT + "?query=type:team")
                .then()
                .body("$", not(empty()))
                .body("payload.log_type", everyItem(equalTo("team")));
    }

    @Test
    void shouldBoundAuditByTime() {
        String email = newEmail();
        Instant before = Instant.now().minusSeconds(1);
        signUp(email).then().statusCode(200);
        Instant after = Instant.now().plusSeconds(1);

        between(email, before, after).then().statusCode(200).header("X-Total-Count", "2");
        between(email, after, after).then().statusCode(200).header("X-Total-Count", "0");
        assertRefused(
                admin().get(AUDIT + "?from=yesterday"),
                400,
                "validation_failed",
                "from must be a time such as 2026-01-31T00:00:00Z");
        admin().get(AUDIT + "?to=%2B999999999-12-31T23:59:59Z").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing:x", "author", ":"})
    void shouldRefuseUnknownScope(String query) {
        assertRefused(
                admin().queryParam("query", query).get(AUDIT),
                400,
                "validation_failed",
                "Invalid query scope: " + query);
    }

    private static Response between(String email, Instant from, Instant to) {
        return admin().queryParam("query", "author:" + email)
                .queryParam("from", from.toString())
                .queryParam("to", to.toString())
                .get(AUDIT);
    }

    private int users() {
        return Integer.parseInt(database.one("SELECT count(*) FROM auth.users"));
    }
}
