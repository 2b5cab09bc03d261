package dev.postern.session.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.problem.ApiProblem;
import dev.postern.session.statement.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/** Lists what the audit log tells, newest first: one statement for page and total. */
@ApplicationScoped
class AuditListing {

    /** One page and how many entries there are on all of them. */
    record Listed(long total, List<Entry> entries) {}

    /** An entry as it was written. */
    record Entry(String id, JsonNode payload, Instant createdAt, String ipAddress) {}

    /**
     * Which entries are wanted.
     *
     * @param scope what part of an entry the text is looked for in; empty for none
     * @param from the earliest time, or null
     * @param to the time before which all are, or null
     */
    record Filter(String scope, String text, Instant from, Instant to) {

        /**
         * @param query {@code author:…}, {@code action:…} or {@code type:…}; empty for all
         * @param from RFC 3339; empty for no bound
         * @param to RFC 3339; empty for no bound
         */
        static Filter of(String query, String from, String to) {
            String[] parts = query.split(":", 2);
            if (!query.isEmpty() && (parts.length < 2 || !SCOPES.containsKey(parts[0]))) {
                throw ApiProblem.of(AdminProblem.BAD_SCOPE, shown(query));
            }
            return new Filter(
                    parts[0], parts.length < 2 ? "" : parts[1], time("from", from), time("to", to));
        }

        private static Instant time(String name, String text) {
            if (text.isEmpty()) {
                return null;
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException malformed) {
                throw ApiProblem.of(AdminProblem.BAD_TIME, name).causedBy(malformed);
            }
        }

        private static String shown(String query) {
            String shown = query.length() > 64 ? query.substring(0, 64) : query;
            return shown.replaceAll("\\p{Cntrl}", "?");
        }
    }

    private static final Map<String, String> SCOPES =
            Map.of(
                    "author",
                    "concat_ws(chr(10), e.payload ->> 'actor_username', e.payload ->>"
                            + " 'actor_name')",
                    "action",
                    "e.payload ->> 'action'",
                    "type",
                    "e.payload ->> 'log_type'");

    /** Parameters: text, from or null, to or null, size, offset. */
    private static final String LIST =
            """
            WITH matching AS (
                SELECT e.* FROM auth.audit_log_entries e
                WHERE (CAST(?1 AS text) = ''
                        OR position(lower(CAST(?1 AS text)) IN lower({scope})) > 0)
                    AND (CAST(?2 AS timestamptz) IS NULL
                        OR e.created_at >= CAST(?2 AS timestamptz))
                    AND (CAST(?3 AS timestamptz) IS NULL
                        OR e.created_at < CAST(?3 AS timestamptz)))
            SELECT CAST(json_build_object(
                'total', (SELECT count(*) FROM matching),
                'entries', (
                    SELECT coalesce(json_agg(json_build_object('id', e.id, 'payload', e.payload,
                            'created_at', e.created_at, 'ip_address', e.ip_address)
                        ORDER BY e.created_at DESC, e.id), '[]')
                    FROM (SELECT * FROM matching ORDER BY created_at DESC, id
                          LIMIT CAST(?4 AS bigint) OFFSET CAST(?5 AS bigint)) e)) AS text)
            """;

    private final Statements statements;

    AuditListing(Statements statements) {
        this.statements = statements;
    }

    Uni<Listed> list(Page page, Filter filter) {
        return statements
                .one(
                        LIST.replace("{scope}", SCOPES.getOrDefault(filter.scope(), "''")),
                        Listed.class,
                        filter.text(),
                        filter.from(),
                        filter.to(),
                        page.size(),
                        page.offset())
                .map(listed -> listed.orElseThrow());
    }
}
