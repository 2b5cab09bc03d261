package dev.postern.session.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.session.SessionServiceTest;
import dev.postern.session.settings.Settings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RedirectTargetsTest extends SessionServiceTest {

    private static final String SITE = "http://localhost:8000";

    @Inject RedirectTargets targets;
    @Inject Settings settings;

    @BeforeEach
    void allow() throws Throwable {
        database.change(
                "INSERT INTO auth.project_settings (project, overrides) VALUES ('default',"
                        + " '{\"uri_allow_list\": \"https://app.example.com/done,"
                        + " https://*.preview.example.com/**, https://**.wide.example.com/*,"
                        + " com.example.app://login\"}')");
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    @AfterEach
    void forget() throws Throwable {
        database.change("DELETE FROM auth.project_settings");
        VertxContextSupport.subscribeAndAwait(settings::reread);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8000/welcome?a=b",
                "http://localhost:5173",
                "https://app.example.com/done",
                "https://app.example.com/done#section",
                "https://pr-7.preview.example.com/a/b.html",
                "https://a.b.wide.example.com/in?next=home",
                "com.example.app://login"
            })
    void shouldLeadWhereProjectAllows(String wanted) {
        assertThat(targets.of(wanted)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "/relative",
                "https://evil.example.com/",
                "https://app.example.com/done/other",
                "https://app.example.com.evil.net/done",
                "https://a.b.preview.example.com/x",
                "https://preview.example.com/x",
                "https://localhost.evil.net",
                "http://localhost@evil.net/",
                "http://evil.net\\@localhost/",
                "//evil.net",
                "javascript://localhost/%0aalert(1)",
                "http://user:pw@localhost/",
                "http://localhost:8000/\r\nSet-Cookie: a=b",
                "data:text/html,x",
                "http:localhost:8000/",
                "http:/evil.net",
                "http:///evil.net",
                "///evil.net",
                "\\\\evil.net",
                "/\\evil.net",
                "http://localhost\\.evil.net/",
                "http://localhost%2eevil.net/",
                "http://localhost%40evil.net/",
                "http://localhost%00.evil.net/",
                "http://localhost#@evil.net\u0000",
                "http://localhost:8000@evil.net:8000/",
                "https://app.example.com@evil.net/done",
                "https://app.example.com:443@evil.net/done",
                "https://app.example.com%2fdone",
                "https://evil.net/?https://app.example.com/done",
                "https://evil.net/#https://app.example.com/done",
                "https://evil.net\thttps://app.example.com/done",
                "https://pr-7.preview.example.com@evil.net/x",
                "https://evil.net/.preview.example.com/x",
                "https://evil.net?.preview.example.com/x",
                "https://evil.net#.preview.example.com/x",
                "https://x@y.preview.example.com/",
                "https://3627734734?.preview.example.com/x",
                "https://[2001:db8::1]?.preview.example.com/x",
                "https://evil.net/.wide.example.com/x",
                "https://evil.net?.wide.example.com/x",
                "https://x:y@z.preview.example.com/",
                "https://\u0000.preview.example.com/",
                "https://evil\u3002net/",
                "https://evil。net/.preview.example.com/",
                "HTTPS://EVIL.NET/",
                "javascript:alert(1)//localhost",
                "JaVaScRiPt:alert(1)",
                "vbscript:x",
                "file:///etc/passwd",
                "com.example.app://login/../other",
                "com.example.app:login",
                " http://localhost:8000",
                "http://localhost:8000\nLocation: http://evil.net",
                "http://localhost:8000/%0d%0aLocation:%20http://evil.net%",
                "http://[::1"
            })
    void shouldLeadToSiteOtherwise(String wanted) {
        assertThat(targets.of(wanted)).isEqualTo(SITE);
    }
}
