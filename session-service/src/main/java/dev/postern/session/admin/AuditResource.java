package dev.postern.session.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.auth.CallerKind;
import dev.postern.auth.Requires;
import dev.postern.session.admin.AuditListing.Entry;
import dev.postern.session.admin.AuditListing.Filter;
import dev.postern.session.user.Timestamps;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The audit log, for administrators. */
@Path("/auth/v1/admin/audit")
@Requires(CallerKind.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private final AuditListing listing;

    AuditResource(AuditListing listing) {
        this.listing = listing;
    }

    @GET
    @Operation(
            summary = "What happened, newest first",
            description =
                    "query is author:…, action:… or type:… with a part of what is looked for; from"
                            + " (inclusive) and to (exclusive) are RFC 3339 times.")
    public Uni<Response> list(
            @QueryParam("page") String page,
            @QueryParam("per_page") String perPage,
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to) {
        Page wanted = Page.of(page, perPage);
        Map<String, String> more = new LinkedHashMap<>();
        more.put("query", query);
        more.put("from", from);
        more.put("to", to);
        return listing.list(wanted, Filter.of(query, from, to))
                .map(
                        listed ->
                                wanted.lead(
                                                Response.ok(json(listed.entries())),
                                                "/admin/audit",
                                                more,
                                                listed.total())
                                        .build());
    }

    private static ArrayNode json(List<Entry> entries) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : entries) {
            ObjectNode json = array.addObject();
            json.put("id", entry.id());
            json.set("payload", entry.payload());
            json.put(
                    "created_at",
                    entry.createdAt() == null ? null : Timestamps.format(entry.createdAt()));
            json.put("ip_address", entry.ipAddress());
        }
        return array;
    }
}
