package dev.postern.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The configuration of the one KRaft node: everything on 127.0.0.1, few partitions and small
 * buffers.
 */
final class BrokerSettings {
    private BrokerSettings() {}

    static Properties of(Path data, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                        "listeners",
                                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, controllerPort),
                        "controller.listener.names", "CONTROLLER",
                        "listener.security.protocol.map",
                                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                        "log.dirs", data.toAbsolutePath().toString(),
                        "auto.create.topics.enable", "false",
                        "group.initial.rebalance.delay.ms", "0"));
        settings.putAll(
                Map.of(
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "3",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "transaction.state.log.num.partitions", "3",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "share.coordinator.state.topic.min.isr", "1",
                        "share.coordinator.state.topic.num.partitions", "1"));
        settings.putAll(
                Map.of(
                        // a killed broker's registration outlives it by this long, and blocks the
                        // next start
                        "broker.session.timeout.ms",
                        "4000",
                        "broker.heartbeat.interval.ms",
                        "1000",
                        "num.network.threads",
                        "2",
                        "num.io.threads",
                        "2",
                        "background.threads",
                        "2",
                        "log.cleaner.threads",
                        "1",
                        "log.cleaner.dedupe.buffer.size",
                        "4194304",
                        "offsets.load.buffer.size",
                        "1048576"));
        return settings;
    }
}
