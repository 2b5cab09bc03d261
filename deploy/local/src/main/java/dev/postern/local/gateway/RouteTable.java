package dev.postern.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The routes of {@code deploy/gateway/routes.txt}: what is not in it does not exist for the outside
 * world.
 */
public final class RouteTable {
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "PATCH", "DELETE", Route.WEBSOCKET);
    private static final Pattern TEMPLATE = Pattern.compile("(?:/(?:[A-Za-z0-9._-]+|\\{[a-z]+}))+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final List<Route> routes;

    private RouteTable(List<Route> routes) {
        this.routes = routes;
    }

    /** The table packed into this module. */
    public static RouteTable load() {
        try (InputStream file = RouteTable.class.getResourceAsStream("/gateway/routes.txt")) {
            if (file == null) {
                throw new IllegalStateException("gateway/routes.txt is missing in the build");
            }
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads lines of method, template and service; blank lines and lines that start with {@code #}
     * are skipped.
     */
    static RouteTable parse(List<String> lines) {
        return new RouteTable(
                lines.stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .map(RouteTable::route)
                        .sorted(Comparator.comparingInt(Route::variables))
                        .toList());
    }

    private static Route route(String line) {
        String[] words = BLANKS.split(line);
        if (words.length != 3
                || !METHODS.contains(words[0])
                || !TEMPLATE.matcher(words[1]).matches()) {
            throw new IllegalArgumentException("not a route (METHOD /path service): " + line);
        }
        return new Route(words[0], words[1], words[2]);
    }

    /** All routes, those without variables first. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * Finds who answers.
     *
     * @param method an HTTP method, or {@code WEBSOCKET}
     * @param path a canonical path
     */
    Match match(String method, String path) {
        List<String> segments = RequestPath.segments(path);
        List<Route> onPath = routes.stream().filter(route -> route.accepts(segments)).toList();
        if (onPath.isEmpty()) {
            return new Match(Optional.empty(), Set.of());
        }
        Optional<Route> found =
                method.equals("OPTIONS")
                        ? Optional.of(onPath.get(0))
                        : onPath.stream()
                                .filter(route -> route.method().equals(method))
                                .findFirst();
        return new Match(found, allowed(onPath));
    }

    private static Set<String> allowed(List<Route> onPath) {
        Set<String> methods =
                onPath.stream()
                        .map(
                                route ->
                                        route.method().equals(Route.WEBSOCKET)
                                                ? "GET"
                                                : route.method())
                        .collect(Collectors.toCollection(TreeSet::new));
        methods.add("OPTIONS");
        return methods;
    }

    /**
     * The answer of the table.
     *
     * @param route who answers, if anybody does
     * @param allowed the methods of the path; empty when the path is unknown
     */
    record Match(Optional<Route> route, Set<String> allowed) {
        boolean pathIsKnown() {
            return !allowed.isEmpty();
        }
    }
}
