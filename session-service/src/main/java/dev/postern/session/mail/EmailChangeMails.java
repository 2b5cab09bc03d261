package dev.postern.session.mail;

import dev.postern.session.limit.RequestLimits;
import dev.postern.session.user.User;
import dev.postern.session.verification.OneTimeTokens.Code;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Mails the codes of a change of address, once they are committed. */
@ApplicationScoped
public class EmailChangeMails {

    private final Mails mails;
    private final RequestLimits limits;

    EmailChangeMails(Mails mails, RequestLimits limits) {
        this.mails = mails;
        this.limits = limits;
    }

    /** One mail per code. */
    public Uni<Void> send(User before, String newEmail, List<Code> codes, String redirectTo) {
        String from = before.hasEmail() ? before.email() : "no address";
        return Multi.createFrom()
                .iterable(codes)
                .onItem()
                .transformToUniAndConcatenate(
                        code ->
                                limits.mail()
                                        .chain(
                                                () ->
                                                        mails.emailChange(
                                                                code, from, newEmail, redirectTo)))
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
