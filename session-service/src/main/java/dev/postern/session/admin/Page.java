package dev.postern.session.admin;

import dev.postern.problem.ApiProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which part of a list is wanted, and the headers that lead on from it in the one form that
 * Supabase's client reads: {@code page} first, relations quoted.
 *
 * @param number from 1 on
 * @param size how many entries a page has
 */
record Page(long number, long size) {

    /** The most entries of one answer. */
    static final long LARGEST = 1000;

    private static final long USUAL = 50;
    private static final int SHOWN = 32;
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** An empty text asks for the default. */
    static Page of(String page, String perPage) {
        Page wanted = new Page(read(page, 1), read(perPage, USUAL));
        if (wanted.number() < 1) {
            throw refusal("page must be at least 1");
        }
        if (wanted.size() < 1 || wanted.size() > LARGEST) {
            throw refusal("per_page must be between 1 and " + LARGEST);
        }
        return wanted;
    }

    long offset() {
        return number - 1 > Long.MAX_VALUE / size ? Long.MAX_VALUE : (number - 1) * size;
    }

    /**
     * @param path of the list, below the API's prefix
     * @param more parameters that every page of this list has; empty ones are left out
     */
    ResponseBuilder lead(
            ResponseBuilder response, String path, Map<String, String> more, long total) {
        long last = Math.max(1, (total + size - 1) / size);
        String link = link(path, more, last, "last");
        return response.header("X-Total-Count", total)
                .header(
                        HttpHeaders.LINK,
                        number < last ? link(path, more, number + 1, "next") + ", " + link : link);
    }

    private String link(String path, Map<String, String> more, long page, String relation) {
        StringBuilder link =
                new StringBuilder("<%s?page=%d&per_page=%d".formatted(path, page, size));
        more.forEach(
                (name, value) -> {
                    if (value != null && !value.isEmpty()) {
                        link.append('&').append(name).append('=').append(encoded(value));
                    }
                });
        return link.append(">; rel=\"").append(relation).append('"').toString();
    }

    private static long read(String text, long usual) {
        if (text == null || text.isEmpty()) {
            return usual;
        }
        if (!DIGITS.matcher(text).matches()) {
            throw refusal(parsing(text) + "invalid syntax");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLong) {
            throw refusal(parsing(text) + "value out of range").causedBy(tooLong);
        }
    }

    private static String parsing(String text) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) : text;
        return "strconv.ParseUint: parsing \"%s\": "
                .formatted(shown.replaceAll("[\\p{Cntrl}\"\\\\]", "?"));
    }

    private static ApiProblem refusal(String reason) {
        return ApiProblem.of(AdminProblem.BAD_PAGINATION, reason);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
