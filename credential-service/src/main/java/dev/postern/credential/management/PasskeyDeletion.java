package dev.postern.credential.management;

import dev.postern.credential.CredentialProblem;
import dev.postern.credential.record.Actor;
import dev.postern.credential.record.CredentialRepository;
import dev.postern.credential.record.Deletion;
import dev.postern.credential.session.SessionClient;
import dev.postern.credential.signal.Signals;
import dev.postern.problem.ApiProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Deletes passkeys, for their owner or for an administrator. */
@ApplicationScoped
class PasskeyDeletion {

    private final CredentialRepository credentials;
    private final SessionClient sessions;
    private final Signals signals;

    PasskeyDeletion(CredentialRepository credentials, SessionClient sessions, Signals signals) {
        this.credentials = credentials;
        this.sessions = sessions;
        this.signals = signals;
    }

    /**
     * @param revokes whether the sessions that the passkey opened end with it; they end first, so
     *     that none outlives a deletion that succeeded
     * @param keepsLast whether the user's last passkey stays
     * @return 204, telling which passkeys are left
     */
    Uni<RestResponse<Void>> delete(
            UUID id, UUID userId, Actor actor, boolean revokes, boolean keepsLast) {
        Uni<Void> before = revokes ? sessions.revoke(userId, id) : Uni.createFrom().voidItem();
        return before.chain(() -> credentials.delete(id, userId, actor, keepsLast))
                .map(deletion -> answer(deletion, userId));
    }

    private RestResponse<Void> answer(Deletion deletion, UUID userId) {
        if (!deletion.known()) {
            throw ApiProblem.of(CredentialProblem.PASSKEY_NOT_FOUND);
        }
        if (!deletion.deleted()) {
            throw ApiProblem.of(CredentialProblem.LAST_METHOD);
        }
        return ResponseBuilder.<Void>noContent()
                .header(Signals.HEADER, signals.allAccepted(userId, deletion.remaining()))
                .build();
    }
}
