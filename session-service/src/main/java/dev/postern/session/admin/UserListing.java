package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import dev.postern.session.statement.Statements;
import dev.postern.session.user.User;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;

/** Lists users, newest first unless asked otherwise: one statement for page and total. */
@ApplicationScoped
class UserListing {

    /** One page and how many users there are on all of them. */
    record Listed(long total, List<User> users) {}

    private static final String MATCHES =
            """
            (CAST(?1 AS text) = '' OR position(lower(CAST(?1 AS text)) IN lower(concat_ws(chr(10),
                u.email, u.phone, u.raw_user_meta_data ->> 'full_name'))) > 0)
            """;

    /** Parameters: filter, size, offset. */
    private static final String LIST =
            """
            SELECT CAST(jsonb_build_object(
                'total', (SELECT count(*) FROM auth.users u WHERE {matches}),
                'users', (
                    SELECT coalesce(jsonb_agg({document} ORDER BY u.created_at {direction}, u.id), '[]')
                    FROM (SELECT u.* FROM auth.users u WHERE {matches}
                          ORDER BY u.created_at {direction}, u.id
                          LIMIT CAST(?2 AS bigint) OFFSET CAST(?3 AS bigint)) u)) AS text)
            """
                    .replace("{matches}", MATCHES)
                    .replace("{document}", User.DOCUMENT);

    private static final String NEWEST_FIRST = LIST.replace("{direction}", "DESC");
    private static final String OLDEST_FIRST = LIST.replace("{direction}", "ASC");

    private final Statements statements;

    UserListing(Statements statements) {
        this.statements = statements;
    }

    /**
     * @param sort {@code created_at asc|desc}; empty for newest first
     * @param filter part of an address or full name; empty for everybody
     */
    Uni<Listed> list(Page page, String sort, String filter) {
        String statement = newestFirst(sort) ? NEWEST_FIRST : OLDEST_FIRST;
        return statements
                .one(statement, Listed.class, filter, page.size(), page.offset())
                .map(listed -> listed.orElseThrow());
    }

    private static boolean newestFirst(String sort) {
        String[] parts = sort.split(" ", 2);
        if (!sort.isEmpty() && !parts[0].equals("created_at")) {
            throw ApiProblem.of(AdminProblem.BAD_SORT, "bad field for sort " + quoted(parts[0]));
        }
        return switch (parts.length < 2 ? "DESC" : parts[1].toUpperCase(Locale.ROOT)) {
            case "DESC" -> true;
            case "ASC" -> false;
            default ->
                    throw ApiProblem.of(
                            AdminProblem.BAD_SORT,
                            "bad direction for sort %s, only 'asc' and 'desc' allowed"
                                    .formatted(quoted(parts[1])));
        };
    }

    private static String quoted(String text) {
        String shown = text.length() > 32 ? text.substring(0, 32) : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
