package dev.postern.session.signup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.captcha.Captcha;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.client.Client;
import dev.postern.session.client.Clients;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.settings.Settings;
import dev.postern.session.signup.SignUpOutcome.Concealed;
import dev.postern.session.signup.SignUpOutcome.SignedIn;
import dev.postern.session.signup.SignUpOutcome.Unconfirmed;
import dev.postern.session.token.SessionTokens;
import dev.postern.session.user.UserJson;
import dev.postern.session.user.Users;
import dev.postern.session.verification.CodeMails;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Signs people up: a session at once, or a mail first. */
@Path("/auth/v1/signup")
@Requires(CallerKind.ANYONE)
public class SignUpResource {

    private final SignUp signUp;
    private final SessionTokens tokens;
    private final CodeMails mails;
    private final RedirectTargets redirects;
    private final Users users;
    private final Settings settings;
    private final Captcha captcha;
    private final RequestLimits limits;
    private final Clients clients;

    SignUpResource(
            SignUp signUp,
            SessionTokens tokens,
            CodeMails mails,
            RedirectTargets redirects,
            Users users,
            Settings settings,
            Captcha captcha,
            RequestLimits limits,
            Clients clients) {
        this.signUp = signUp;
        this.tokens = tokens;
        this.mails = mails;
        this.redirects = redirects;
        this.users = users;
        this.settings = settings;
        this.captcha = captcha;
        this.limits = limits;
        this.clients = clients;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Sign up with e-mail address and password, or anonymously")
    @RequestBody(content = @Content(schema = @Schema(implementation = SignUpRequest.class)))
    public Uni<Response> signUp(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Client client = clients.of(request);
        SignUpRequest wish = JsonBody.read(body, SignUpRequest.class);
        return captcha.demand(body, request)
                .chain(() -> register(wish, client))
                .chain(outcome -> answer(outcome, redirectTo));
    }

    private Uni<SignUpOutcome> register(SignUpRequest wish, Client client) {
        if (!wish.isAnonymous()) {
            return limits.otp(client).chain(() -> signUp.withPassword(wish, client));
        }
        if (!settings.auth().externalAnonymousUsersEnabled()) {
            throw ApiProblem.of(SignUpProblem.ANONYMOUS_DISABLED);
        }
        return limits.anonymous(client).chain(() -> signUp.anonymously(wish, client));
    }

    private Uni<Response> answer(SignUpOutcome outcome, String redirectTo) {
        if (outcome instanceof SignedIn signedIn) {
            return tokens.issue(signedIn.opened()).map(grant -> grant.response().build());
        }
        if (outcome instanceof Unconfirmed unconfirmed) {
            return mails.send(unconfirmed.mail(), redirects.of(redirectTo))
                    .chain(() -> users.byId(unconfirmed.mail().userId()))
                    .map(user -> ok(UserJson.of(user.orElseThrow())));
        }
        return Uni.createFrom().item(ok(ConcealedUser.of((Concealed) outcome)));
    }

    private static Response ok(ObjectNode user) {
        return Response.ok(user).header("Cache-Control", "no-store").build();
    }
}
