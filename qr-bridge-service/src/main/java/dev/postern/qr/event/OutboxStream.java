package dev.postern.qr.event;

import dev.postern.redis.RedisGuard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sixteen streams into which the state machine writes its events. */
@ApplicationScoped
class OutboxStream {

    private static final int SHARDS = 16;
    private static final int BATCH = 200;
    private static final String GROUP = "relay";

    private final Redis redis;

    OutboxStream(Redis redis) {
        this.redis = redis;
    }

    /** An event that this replica took and must finish. */
    record Entry(int shard, String id, Response fields) {}

    /** Takes events that nobody has taken. */
    Uni<List<Entry>> take(String replica) {
        return ofEachShard(shard -> take(shard, replica));
    }

    /** Takes over events that a replica took long ago and did not finish. */
    Uni<List<Entry>> reclaim(String replica, Duration abandonedAfter) {
        return ofEachShard(
                shard ->
                        created(
                                        shard,
                                        Request.cmd(Command.XAUTOCLAIM)
                                                .arg(key(shard))
                                                .arg(GROUP)
                                                .arg(replica)
                                                .arg(abandonedAfter.toMillis())
                                                .arg("0")
                                                .arg("COUNT")
                                                .arg(BATCH))
                                .map(answer -> entries(shard, answer.get(1))));
    }

    /** Forgets events that Kafka has. */
    Uni<Void> done(List<Entry> entries) {
        Map<Integer, List<Entry>> byShard =
                entries.stream().collect(Collectors.groupingBy(Entry::shard));
        List<Uni<Void>> acknowledged =
                byShard.entrySet().stream()
                        .map(group -> done(group.getKey(), group.getValue()))
                        .toList();
        return Uni.join().all(acknowledged).andFailFast().replaceWithVoid();
    }

    private Uni<Void> done(int shard, List<Entry> entries) {
        Request acknowledge = Request.cmd(Command.XACK).arg(key(shard)).arg(GROUP);
        Request delete = Request.cmd(Command.XDEL).arg(key(shard));
        for (Entry entry : entries) {
            acknowledge.arg(entry.id());
            delete.arg(entry.id());
        }
        return RedisGuard.guard(redis.send(acknowledge))
                .chain(() -> RedisGuard.guard(redis.send(delete)))
                .replaceWithVoid();
    }

    private Uni<List<Entry>> take(int shard, String replica) {
        Request read =
                Request.cmd(Command.XREADGROUP)
                        .arg("GROUP")
                        .arg(GROUP)
                        .arg(replica)
                        .arg("COUNT")
                        .arg(BATCH)
                        .arg("STREAMS")
                        .arg(key(shard))
                        .arg(">");
        return created(shard, read)
                .map(
                        answer ->
                                answer == null || answer.size() == 0
                                        ? List.<Entry>of()
                                        : entries(shard, answer.get(key(shard))));
    }

    /** Runs a command of the group, which is made when it does not exist (yet, or any more). */
    private Uni<Response> created(int shard, Request command) {
        Request create =
                Request.cmd(Command.XGROUP)
                        .arg("CREATE")
                        .arg(key(shard))
                        .arg(GROUP)
                        .arg("0")
                        .arg("MKSTREAM");
        return RedisGuard.guard(
                redis.send(command)
                        .onFailure(failure -> says(failure, "NOGROUP"))
                        .recoverWithUni(
                                () ->
                                        redis.send(create)
                                                .onFailure(failure -> says(failure, "BUSYGROUP"))
                                                .recoverWithNull()
                                                .chain(() -> redis.send(command))));
    }

    private static Uni<List<Entry>> ofEachShard(
            java.util.function.Function<Integer, Uni<List<Entry>>> taking) {
        return Multi.createFrom()
                .items(IntStream.range(0, SHARDS).boxed())
                .onItem()
                .transformToUniAndConcatenate(taking::apply)
                .collect()
                .asList()
                .map(lists -> lists.stream().flatMap(List::stream).toList());
    }

    private static List<Entry> entries(int shard, Response list) {
        List<Entry> entries = new ArrayList<>();
        for (Response entry : list) {
            if (entry != null && entry.size() == 2 && entry.get(1) != null) {
                entries.add(new Entry(shard, entry.get(0).toString(), entry.get(1)));
            }
        }
        return entries;
    }

    private static boolean says(Throwable failure, String word) {
        return failure.getMessage() != null && failure.getMessage().startsWith(word);
    }

    private static String key(int shard) {
        return "qr:out:{" + shard + "}";
    }
}
