package dev.postern.session.otp;

import dev.postern.problem.ApiProblem;
import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.settings.Settings;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.verification.CodeMails;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Mails a code and a link to sign in with; who is not a user yet becomes one. */
@ApplicationScoped
class MagicLink {

    /**
     * What somebody asks for, already checked.
     *
     * @param email in lower case
     * @param createsUser whether it may be nobody's address yet
     */
    record Wish(
            String email,
            Map<String, Object> metadata,
            Optional<CodeChallenge> challenge,
            boolean createsUser) {}

    private final MagicLinkCode code;
    private final CodeMails mails;
    private final Settings settings;

    MagicLink(MagicLinkCode code, CodeMails mails, Settings settings) {
        this.code = code;
        this.mails = mails;
        this.settings = settings;
    }

    Uni<Void> send(Wish wish, Client client, String redirectTo) {
        if (!settings.auth().externalEmailEnabled()) {
            throw ApiProblem.of(OtpProblem.EMAIL_PROVIDER_DISABLED);
        }
        if (!settings.auth().externalEmailMagicLinkEnabled()) {
            throw ApiProblem.of(OtpProblem.MAGIC_LINK_DISABLED);
        }
        return code.issue(wish, client)
                .onFailure(StoreFailure::isDuplicate)
                .recoverWithUni(() -> code.issue(wish, client))
                .chain(pending -> mails.send(pending, redirectTo));
    }
}
