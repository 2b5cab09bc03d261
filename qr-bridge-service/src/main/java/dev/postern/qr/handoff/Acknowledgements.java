package dev.postern.qr.handoff;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The approvals that are held open on this replica until the page says it has them. */
@ApplicationScoped
public class Acknowledgements {

    private final Map<String, List<UniEmitter<? super State>>> waiting = new ConcurrentHashMap<>();
    private final NodeBus bus;

    Acknowledgements(NodeBus bus) {
        this.bus = bus;
    }

    void start(@Observes StartupEvent event) {
        bus.listen(
                notice -> {
                    if (notice.kind() == NodeBus.Kind.DELIVERED) {
                        release(notice.subject(), State.DELIVERED);
                    } else if (notice.kind() == NodeBus.Kind.UNREADABLE) {
                        release(notice.subject(), State.CANCELLED);
                    }
                });
    }

    /**
     * Begins to wait now, not at subscription, so that no notice is missed.
     *
     * @return how it ended; {@code APPROVED} when the page did not answer in time
     */
    public Uni<State> await(String sessionId, Duration patience) {
        Uni<State> answer =
                Uni.createFrom()
                        .<State>emitter(
                                emitter ->
                                        waiting.computeIfAbsent(
                                                        sessionId,
                                                        id -> new CopyOnWriteArrayList<>())
                                                .add(emitter))
                        .memoize()
                        .indefinitely();
        answer.subscribe().with(answered -> {});
        return answer.ifNoItem()
                .after(patience)
                .recoverWithItem(State.APPROVED)
                .onTermination()
                .invoke(() -> waiting.remove(sessionId));
    }

    private void release(String sessionId, State ended) {
        List<UniEmitter<? super State>> emitters = waiting.remove(sessionId);
        if (emitters != null) {
            emitters.forEach(emitter -> emitter.complete(ended));
        }
    }
}
