package dev.postern.session.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.embedded.MailSink.Mail;
import dev.postern.session.ConfirmMode;
import dev.postern.session.MailedTest;
import dev.postern.session.verification.OneTimeTokens.Code;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@TestProfile(ConfirmMode.class)
class MailsTest extends MailedTest {

    private static final String SITE = "http://localhost:8000";

    @Inject Mails sender;

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("Confirm your e-mail address", "signup", m -> m.confirmation(code(), SITE)),
                kind("Your sign-in link", "magiclink", m -> m.magicLink(code(), SITE)),
                kind("Reset your password", "recovery", m -> m.recovery(code(), SITE)),
                kind("You have been invited", "invite", m -> m.invite(code(), SITE)),
                kind(
                        "Confirm the change of your e-mail address",
                        "email_change",
                        m -> m.emailChange(code(), "a@example.org", "b@example.org", SITE)),
                kind("Confirm that it is you", "", m -> m.reauthentication(code())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void shouldSayEverythingInBothParts(
            String subject, String type, Function<Mails, Uni<Void>> send) throws Throwable {
        Code code = code();
        mails.clear();

        VertxContextSupport.subscribeAndAwait(() -> send.apply(sender));

        Mail mail = mailTo(code.address());
        assertThat(mail.subject()).isEqualTo(subject);
        assertThat(mail.text()).startsWith(subject).contains(": " + code.digits());
        assertThat(mail.html()).contains(">" + code.digits() + "<").contains("<h1", subject);
        for (String part : new String[] {mail.text(), mail.html()}) {
            assertThat(part).contains(SITE, "24 hours").containsIgnoringCase("If this wasn");
            assertThat(part).doesNotContain("{site}", "NOT_FOUND").satisfies(p -> linksTo(p, type));
        }
        assertThat(mail.html())
                .contains("lang=\"en\"", "prefers-color-scheme: dark", "viewport")
                .doesNotContain("<img", "src=", "url(", "@import", "<link", "<script");
    }

    private static void linksTo(String part, String type) {
        if (type.isEmpty()) {
            assertThat(part).doesNotContain("/verify");
        } else {
            assertThat(part.replace("&amp;", "&"))
                    .contains("/auth/v1/verify?token=" + code().hash() + "&type=" + type + "&");
        }
    }

    private static Arguments kind(String subject, String type, Function<Mails, Uni<Void>> send) {
        return Arguments.of(subject, type, send);
    }

    private static Code code() {
        return new Code("mail-test@example.org", "048213", "a".repeat(56));
    }
}
