package dev.postern.session.token;

import dev.postern.session.session.OpenedSession;
import dev.postern.session.session.SessionGrant;
import dev.postern.session.settings.Settings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Issues the tokens of a session that is open. */
@ApplicationScoped
public class SessionTokens {

    private final AccessTokenSigner signer;
    private final RefreshTokens refreshTokens;
    private final Settings settings;

    SessionTokens(AccessTokenSigner signer, RefreshTokens refreshTokens, Settings settings) {
        this.signer = signer;
        this.refreshTokens = refreshTokens;
        this.settings = settings;
    }

    /** One signature, no I/O. No access token outlives its session's end. */
    public Uni<SessionGrant> issue(OpenedSession opened) {
        Instant issuedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = expiry(issuedAt, opened.session().endsAt());
        String refreshToken =
                refreshTokens.write(opened.session().id(), opened.session().refreshTokenCounter());
        return signer.sign(opened.user(), opened.session(), issuedAt, expiresAt)
                .map(
                        accessToken ->
                                new SessionGrant(
                                        opened.user(),
                                        opened.session(),
                                        accessToken,
                                        issuedAt,
                                        expiresAt,
                                        refreshToken));
    }

    /** Clients ignore a session that expires at once, so it has a second at least. */
    private Instant expiry(Instant issuedAt, Instant sessionEnd) {
        Instant usual = issuedAt.plusSeconds(settings.auth().jwtExp());
        if (sessionEnd == null || sessionEnd.isAfter(usual)) {
            return usual;
        }
        Instant end = sessionEnd.truncatedTo(ChronoUnit.SECONDS);
        return end.isAfter(issuedAt) ? end : issuedAt.plusSeconds(1);
    }
}
