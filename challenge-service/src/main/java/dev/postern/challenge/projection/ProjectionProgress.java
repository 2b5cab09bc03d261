package dev.postern.challenge.projection;

import dev.postern.redis.RedisGuard;
import io.quarkus.redis.datasource.RedisDataSource;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * How far the projections have come. The offsets live in Redis beside what was projected up to
 * them: a replica that takes over continues there, and a flushed Redis is projected again from the
 * beginning. Until a replica has caught up with what the topics held when it came, it is not ready.
 */
@Default
@Readiness
@Identifier("projection")
@ApplicationScoped
class ProjectionProgress implements KafkaConsumerRebalanceListener, HealthCheck {

    private static final Set<String> TOPICS =
            Set.of("postern.credentials.v1", "postern.users.v1", "postern.sessions.v1");

    private final Redis redis;
    private final RedisDataSource blockingRedis;
    private final Set<String> assigned = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Long> behind = new ConcurrentHashMap<>();

    ProjectionProgress(Redis redis, RedisDataSource blockingRedis) {
        this.redis = redis;
        this.blockingRedis = blockingRedis;
    }

    /** Runs on the consumer's polling thread, which may block. */
    @Override
    public void onPartitionsAssigned(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long end = ends.get(partition);
            long start = Math.min(end, Math.max(reached(partition), beginnings.get(partition)));
            consumer.seek(partition, start);
            if (start < end) {
                behind.put(partition, end);
            }
        }
        assigned.addAll(consumer.subscription());
    }

    @Override
    public void onPartitionsRevoked(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        behind.keySet().removeAll(partitions);
    }

    /** Notes that everything before and including this offset is projected. */
    Uni<Void> reach(TopicPartition partition, long offset) {
        Request set =
                Request.cmd(Command.HSET)
                        .arg(key(partition.topic()))
                        .arg(partition.partition())
                        .arg(offset + 1);
        return RedisGuard.guard(redis.send(set))
                .invoke(
                        () ->
                                behind.computeIfPresent(
                                        partition, (p, end) -> offset + 1 >= end ? null : end))
                .replaceWithVoid();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("projections")
                .status(assigned.containsAll(TOPICS) && behind.isEmpty())
                .withData("partitions behind", behind.size())
                .build();
    }

    private long reached(TopicPartition partition) {
        String offset =
                blockingRedis
                        .hash(String.class)
                        .hget(key(partition.topic()), Integer.toString(partition.partition()));
        return offset == null ? 0 : Long.parseLong(offset);
    }

    private static String key(String topic) {
        return "postern:projected:" + topic;
    }
}
