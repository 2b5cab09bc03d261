package dev.postern.qr.claim;

import dev.postern.auth.AccessToken;
import dev.postern.auth.AccessTokens;
import dev.postern.edge.ClientAddress;
import dev.postern.problem.ApiProblem;
import dev.postern.qr.handoff.QrProblem;
import dev.postern.qr.revocation.RevokedSessions;
import dev.postern.settings.QrApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out whose phone calls: by the user's access token, as the application demands. */
@ApplicationScoped
class Phones {

    private static final Pattern BEARER =
            Pattern.compile("^bearer (\\S+)$", Pattern.CASE_INSENSITIVE);
    private static final String AUDIENCE = "authenticated";

    private final AccessTokens tokens;
    private final RevokedSessions revoked;
    private final ClientAddress addresses;

    Phones(AccessTokens tokens, RevokedSessions revoked, ClientAddress addresses) {
        this.tokens = tokens;
        this.revoked = revoked;
        this.addresses = addresses;
    }

    Uni<Phone> identify(HttpServerRequest request, QrApplication application) {
        String authorization = request.getHeader("Authorization");
        String address = addresses.of(request);
        if (authorization == null && application.allowsAnonymousPhones()) {
            return Uni.createFrom().item(new Phone(Phone.ANONYMOUS, "", address));
        }
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        if (!bearer.matches()) {
            return Uni.createFrom().failure(ApiProblem.of(QrProblem.INVALID_TOKEN));
        }
        return tokens.verify(bearer.group(1))
                .call(revoked::refuseRevoked)
                .map(token -> ofUser(token, address));
    }

    private static Phone ofUser(AccessToken token, String address) {
        if (!token.audience().equals(AUDIENCE)) {
            throw ApiProblem.of(QrProblem.INVALID_TOKEN);
        }
        return new Phone(token.userId().toString(), Phone.hint(token.email()), address);
    }
}
