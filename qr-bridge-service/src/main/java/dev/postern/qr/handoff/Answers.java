package dev.postern.qr.handoff;

import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the scripts answer. */
final class Answers {

    private Answers() {}

    static Optional<View> view(String connectionId, Response answer) {
        return Connection.of(connectionId, map(answer.get(1)))
                .map(
                        connection -> {
                            List<Handoff> handoffs = new ArrayList<>();
                            for (int i = 2; i < answer.size(); i++) {
                                Response handoff = answer.get(i);
                                Handoff.of(handoff.get(0).toString(), map(handoff.get(1)))
                                        .ifPresent(handoffs::add);
                            }
                            return new View(answer.get(0).toLong(), connection, handoffs);
                        });
    }

    static Map<String, String> map(Response flat) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return map;
    }

    static HandoffStore.Place place(Response answer) {
        return new HandoffStore.Place(answer.get(1).toString(), answer.get(2).toString());
    }
}
