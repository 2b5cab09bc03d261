package dev.postern.session.otp;

import dev.postern.session.client.Client;
import dev.postern.session.pkce.CodeChallenge;
import dev.postern.session.verification.CodeMails;
import dev.postern.session.verification.MailPace;
import dev.postern.session.verification.PendingMail;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Mails a code and a link to whoever has an account at an address, and tells nobody else. */
@ApplicationScoped
class Recovery {

    private final RecoveryCode code;
    private final CodeMails mails;
    private final MailPace pace;

    Recovery(RecoveryCode code, CodeMails mails, MailPace pace) {
        this.code = code;
        this.mails = mails;
        this.pace = pace;
    }

    Uni<Void> send(RecoverRequest wish, Client client, String redirectTo) {
        String email = wish.address();
        Optional<CodeChallenge> challenge = wish.challenge();
        return code.issue(email, challenge, client)
                .chain(pending -> send(pending, email, redirectTo));
    }

    private Uni<Void> send(Optional<PendingMail> pending, String email, String redirectTo) {
        return pending.map(mail -> mails.send(mail, redirectTo))
                .orElseGet(() -> pace.demandOfStranger("recovery", email));
    }
}
