package dev.postern.qr.widget;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.postern.testkit.PosternTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = PosternTestResource.class,
        initArgs = @ResourceArg(name = "uses", value = "redis"))
class WidgetTest {

    private static final Pattern SCRIPT =
            Pattern.compile(
                    "<script src=\"\\.(/qr-bridge/widget\\.[0-9a-f]{12}\\.js)\" integrity=\"sha384-([^\"]+)\"");

    @Test
    @DisplayName("Strict policy, same-origin frames, no cache for the page (K2)")
    void shouldServeThePageUnderAStrictPolicy() {
        String page =
                when().get("/KeyriQR.html")
                        .then()
                        .statusCode(200)
                        .contentType("text/html")
                        .header("Cache-Control", "no-store")
                        .header("X-Frame-Options", "SAMEORIGIN")
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Content-Security-Policy", containsString("default-src 'none'"))
                        .header("Content-Security-Policy", containsString("frame-ancestors 'self'"))
                        .extract()
                        .asString();

        assertThat(page)
                .contains("id=\"qr-target\"", "id=\"qr-lay-over\"", "qr-bridge-endpoint")
                .doesNotContain("http://", "https://", "onclick", "style=");
    }

    @Test
    @DisplayName("Script by version and digest, and nothing from elsewhere (K2)")
    void shouldServeTheScriptThatThePageNames() throws Exception {
        Matcher named = SCRIPT.matcher(when().get("/KeyriQR.html").asString());
        assertThat(named.find()).isTrue();

        String script =
                when().get(named.group(1))
                        .then()
                        .statusCode(200)
                        .contentType("text/javascript")
                        .header("Cache-Control", containsString("immutable"))
                        .extract()
                        .asString();

        byte[] digest =
                MessageDigest.getInstance("SHA-384")
                        .digest(script.getBytes(StandardCharsets.UTF_8));
        assertThat(Base64.getEncoder().encodeToString(digest)).isEqualTo(named.group(2));
        assertThat(script).doesNotContain("https://").doesNotContain("eval(");
    }

    @Test
    void shouldServeNoOtherVersion() {
        when().get("/qr-bridge/widget.000000000000.js").then().statusCode(404);
        when().get("/qr-bridge/..%2Fapplication.properties").then().statusCode(404);
    }

    @Test
    void shouldServeTheAssociationFiles() {
        when().get("/.well-known/assetlinks.json")
                .then()
                .statusCode(200)
                .body("$", org.hamcrest.Matchers.empty());
        when().get("/.well-known/apple-app-site-association")
                .then()
                .statusCode(200)
                .body("applinks.details", org.hamcrest.Matchers.empty());
        when().get("/qr/v1/link")
                .then()
                .statusCode(200)
                .header("Referrer-Policy", equalTo("no-referrer"))
                .header("X-Robots-Tag", equalTo("noindex"));
    }
}
