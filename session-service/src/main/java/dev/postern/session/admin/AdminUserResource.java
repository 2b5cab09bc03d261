package dev.postern.session.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.problem.ApiProblem;
import dev.postern.problem.JsonBody;
import dev.postern.problem.Problem;
import dev.postern.session.admin.UserListing.Listed;
import dev.postern.session.internal.Identifiers;
import dev.postern.session.user.User;
import dev.postern.session.user.UserJson;
import dev.postern.session.user.Users;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The users of the project, for administrators. */
@Path("/auth/v1/admin/users")
@Requires(CallerKind.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AdminUserResource {

    /** How a user is deleted. */
    record DeletionRequest(@JsonProperty("should_soft_delete") Boolean soft) {}

    private final Administrators administrators;
    private final UserCreation creation;
    private final UserCorrection correction;
    private final UserDeletion deletion;
    private final UserListing listing;
    private final NewPassword newPassword;
    private final Users users;

    AdminUserResource(
            Administrators administrators,
            UserCreation creation,
            UserCorrection correction,
            UserDeletion deletion,
            UserListing listing,
            NewPassword newPassword,
            Users users) {
        this.administrators = administrators;
        this.creation = creation;
        this.correction = correction;
        this.deletion = deletion;
        this.listing = listing;
        this.newPassword = newPassword;
        this.users = users;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Create a user; no mail is sent")
    @RequestBody(content = @Content(schema = @Schema(implementation = AdminUserRequest.class)))
    public Uni<ObjectNode> create(byte[] body, @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        AdminUserRequest wish = JsonBody.read(body, AdminUserRequest.class);
        UserDetails details = UserDetails.of(wish);
        if (details.email().isEmpty() && details.phone().isEmpty()) {
            throw ApiProblem.of(AdminProblem.NO_ADDRESS);
        }
        return newPassword
                .ofNewUser(wish)
                .chain(hash -> creation.create(details, hash, administrator))
                .onFailure()
                .transform(AdminProblem::ofDuplicate)
                .map(AdminUserResource::json);
    }

    @GET
    @Operation(
            summary = "List users",
            description =
                    "At most 1000 per page; X-Total-Count and Link tell the rest. sort is"
                            + " 'created_at asc' or 'created_at desc', filter a part of an address"
                            + " or full name.")
    public Uni<Response> list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("sort") @DefaultValue("") String sort,
            @QueryParam("filter") @DefaultValue("") String filter) {
        Page wanted = Page.of(page, perPage);
        Map<String, String> more = new LinkedHashMap<>();
        more.put("sort", sort);
        more.put("filter", filter);
        return listing.list(wanted, sort, filter)
                .map(
                        listed ->
                                wanted.lead(
                                                Response.ok(json(listed)),
                                                "/admin/users",
                                                more,
                                                listed.total())
                                        .build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One user")
    public Uni<ObjectNode> find(@PathParam("id") String id) {
        return users.byId(id(id))
                .map(user -> user.orElseThrow(() -> ApiProblem.of(Problem.USER_NOT_FOUND)))
                .map(AdminUserResource::json);
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Change a user",
            description =
                    "Addresses change at once; a new password ends every session of the user;"
                            + " metadata is merged, a null takes a key away; ban_duration is a"
                            + " duration such as 24h, or none. id and aud cannot change.")
    @RequestBody(content = @Content(schema = @Schema(implementation = AdminUserRequest.class)))
    public Uni<ObjectNode> update(
            @PathParam("id") String id, byte[] body, @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        UUID userId = id(id);
        AdminUserRequest wish = JsonBody.read(body, AdminUserRequest.class);
        UserDetails details = UserDetails.of(wish);
        return newPassword
                .ofUser(wish)
                .chain(hash -> correction.correct(userId, details, hash, administrator))
                .onFailure()
                .transform(AdminProblem::ofDuplicate)
                .map(AdminUserResource::json);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Delete a user",
            description =
                    "Wholly, or with should_soft_delete so that the id stays taken while"
                            + " addresses are kept as hashes only. Sessions, factors and passkeys"
                            + " go either way.")
    @RequestBody(
            required = false,
            content = @Content(schema = @Schema(implementation = DeletionRequest.class)))
    public Uni<ObjectNode> delete(
            @PathParam("id") String id, byte[] body, @Context HttpServerRequest request) {
        Administrator administrator = administrators.of(request);
        UUID userId = id(id);
        DeletionRequest wish = JsonBody.readOrEmpty(body, DeletionRequest.class);
        return deletion.delete(userId, Boolean.TRUE.equals(wish.soft()), administrator)
                .replaceWith(JsonNodeFactory.instance::objectNode);
    }

    private static UUID id(String text) {
        return Identifiers.read(text, Problem.USER_ID_NOT_UUID);
    }

    private static ObjectNode json(Listed listed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var array = json.putArray("users");
        listed.users().forEach(user -> array.add(json(user)));
        return json.put("aud", "authenticated");
    }

    /** The user of the API, with the one flag that only administrators may know. */
    static ObjectNode json(User user) {
        ObjectNode json = UserJson.of(user);
        return user.ssoUser() ? json.put("is_sso_user", true) : json;
    }
}
