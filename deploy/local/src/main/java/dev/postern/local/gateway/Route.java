package dev.postern.local.gateway;

import java.util.List;

/** One line of the route table: which service answers a method on a path template. */
public record Route(String method, String template, String service) {
    /** The method that stands for an upgrade to WebSocket. */
    static final String WEBSOCKET = "WEBSOCKET";

    boolean accepts(List<String> path) {
        List<String> segments = RequestPath.segments(template);
        if (segments.size() != path.size()) {
            return false;
        }
        for (int index = 0; index < path.size(); index++) {
            if (!isVariable(segments.get(index)) && !segments.get(index).equals(path.get(index))) {
                return false;
            }
        }
        return true;
    }

    int variables() {
        return (int) RequestPath.segments(template).stream().filter(Route::isVariable).count();
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}
