package dev.postern.embedded;

import java.util.List;
import java.util.stream.Stream;

/** The topics the suite's services use, as whoever sets up a broker for them must create them. */
public final class PosternTopics {
    private static final int PARTITIONS = 3;

    /** Every topic, followed by its dead-letter topic. */
    public static final List<Topic> ALL =
            Stream.of(
                            compacted("postern.users.v1"),
                            compacted("postern.credentials.v1"),
                            compacted("postern.settings.v1"),
                            plain("postern.sessions.v1"),
                            plain("postern.qr.v1"))
                    .flatMap(topic -> Stream.of(topic, plain(topic.name() + ".dlq")))
                    .toList();

    private PosternTopics() {}

    private static Topic compacted(String name) {
        return new Topic(name, PARTITIONS, true);
    }

    private static Topic plain(String name) {
        return new Topic(name, PARTITIONS, false);
    }

    /**
     * What a broker must know of a topic.
     *
     * @param compacted whether the last event per key is kept for ever
     */
    public record Topic(String name, int partitions, boolean compacted) {}
}
