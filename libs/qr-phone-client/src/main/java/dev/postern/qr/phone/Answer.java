package dev.postern.qr.phone;

import java.util.List;
import java.util.Map;

/** Members of the bridge's answer; one that is absent or of another type reads as empty. */
record Answer(Map<String, Object> members) {

    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    long number(String name) {
        return members.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    List<String> texts(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    Answer child(String name) {
        return members.get(name) instanceof Map<?, ?> child
                ? new Answer((Map<String, Object>) child)
                : new Answer(Map.of());
    }
}
