package dev.postern.session.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.session.admin.Links.Made;
import dev.postern.session.admin.Links.Order;
import dev.postern.session.limit.RequestLimits;
import dev.postern.session.mail.MailLinks;
import dev.postern.session.mail.Mails;
import dev.postern.session.password.PasswordPolicy;
import dev.postern.session.password.Passwords;
import dev.postern.session.redirect.RedirectTargets;
import dev.postern.session.statement.StoreFailure;
import dev.postern.session.user.EmailAddress;
import dev.postern.session.user.Metadata;
import dev.postern.session.user.UserProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Links that administrators pass on themselves, and invitations that are mailed for them. */
@Path("/auth/v1")
@Requires(CallerKind.ADMIN)
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class LinkResource {

    private final Administrators administrators;
    private final Links links;
    private final MailLinks mailLinks;
    private final Mails mails;
    private final RequestLimits limits;
    private final RedirectTargets redirects;
    private final PasswordPolicy policy;
    private final Passwords passwords;

    LinkResource(
            Administrators administrators,
            Links links,
            MailLinks mailLinks,
            Mails mails,
            RequestLimits limits,
            RedirectTargets redirects,
            PasswordPolicy policy,
            Passwords passwords) {
        this.administrators = administrators;
        this.links = links;
        this.mailLinks = mailLinks;
        this.mails = mails;
        this.limits = limits;
        this.redirects = redirects;
        this.policy = policy;
        this.passwords = passwords;
    }

    @POST
    @Path("/admin/generate_link")
    @Operation(
            summary = "Make a link or code without mailing it",
            description =
                    "type is signup, invite, magiclink, recovery, email_change_current or"
                            + " email_change_new. A magiclink for nobody becomes a signup.")
    @RequestBody(content = @Content(schema = @Schema(implementation = LinkRequest.class)))
    public Uni<ObjectNode> generate(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        LinkRequest wish = JsonBody.read(body, LinkRequest.class);
        String target = redirects.of(Optional.ofNullable(wish.redirectTo()).orElse(redirectTo));
        Order order = order(LinkType.of(wish.type()), wish);
        return withPassword(order, wish.password())
                .chain(complete -> make(complete, administrator))
                .map(made -> json(made, target));
    }

    @POST
    @Path("/invite")
    @Operation(summary = "Invite somebody by mail")
    @RequestBody(content = @Content(schema = @Schema(implementation = LinkRequest.class)))
    public Uni<ObjectNode> invite(
            byte[] body,
            @QueryParam("redirect_to") String redirectTo,
            @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        Order order = order(LinkType.INVITE, JsonBody.read(body, LinkRequest.class));
        return make(order, administrator)
                .call(made -> send(made, redirects.of(redirectTo)))
                .map(made -> AdminUserResource.json(made.user()));
    }

    private Uni<Void> send(Made made, String target) {
        return limits.mail().chain(() -> mails.invite(made.code(), target));
    }

    private static Order order(LinkType type, LinkRequest wish) {
        boolean changes =
                type == LinkType.EMAIL_CHANGE_CURRENT || type == LinkType.EMAIL_CHANGE_NEW;
        return new Order(
                type,
                address(wish.email()),
                Optional.empty(),
                Metadata.read(wish.data()),
                changes ? Optional.of(address(wish.newEmail())) : Optional.empty());
    }

    private static String address(String text) {
        return EmailAddress.normalise(text == null ? "" : text, UserProblem.BAD_EMAIL);
    }

    private Uni<Order> withPassword(Order order, String password) {
        if (order.type() != LinkType.SIGNUP) {
            return Uni.createFrom().item(order);
        }
        if (password == null || password.isEmpty()) {
            throw ApiProblem.of(AdminProblem.NO_PASSWORD);
        }
        policy.check(password);
        return passwords
                .hash(password)
                .map(
                        hash ->
                                new Order(
                                        order.type(),
                                        order.email(),
                                        Optional.of(hash),
                                        order.data(),
                                        order.newEmail()));
    }

    /** Two orders for one new address at once: the second finds what the first left. */
    private Uni<Made> make(Order order, Administrator administrator) {
        return links.make(order, administrator)
                .onFailure(StoreFailure::isDuplicate)
                .recoverWithUni(() -> links.make(order, administrator));
    }

    private ObjectNode json(Made made, String target) {
        ObjectNode json = AdminUserResource.json(made.user());
        json.put("action_link", mailLinks.to(made.code(), made.type().verification(), target));
        json.put("email_otp", made.code().digits());
        json.put("hashed_token", made.code().hash());
        json.put("verification_type", made.type().wireName());
        return json.put("redirect_to", target);
    }
}
