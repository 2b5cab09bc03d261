package dev.postern.session.mail;

import dev.postern.session.SessionConfig;
import dev.postern.session.verification.OneTimeTokens.Code;
import dev.postern.session.verification.VerificationType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The links that mails carry, and that an administrator may have made to send them otherwise. */
@ApplicationScoped
public class MailLinks {

    private final SessionConfig config;

    MailLinks(SessionConfig config) {
        this.config = config;
    }

    /**
     * The link by which a code is used.
     *
     * @param redirectTo where it leads on to, already checked
     */
    public String to(Code code, VerificationType type, String redirectTo) {
        return "%s/verify?token=%s&type=%s&redirect_to=%s"
                .formatted(
                        config.apiExternalUrl(),
                        code.hash(),
                        type.wireName(),
                        URLEncoder.encode(redirectTo, StandardCharsets.UTF_8));
    }
}
