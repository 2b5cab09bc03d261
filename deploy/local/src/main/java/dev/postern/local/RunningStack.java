package dev.postern.local;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What runs, and where. */
record RunningStack(
        DataFolder folder, Secrets secrets, Servers servers, ServiceGroup services, URI url) {
    /** The lines of the status table. */
    List<StackState.Part> parts() {
        long self = ProcessHandle.current().pid();
        List<StackState.Part> parts = new ArrayList<>();
        parts.add(new StackState.Part("gateway", url.getAuthority(), self));
        services.all()
                .forEach(
                        service ->
                                parts.add(
                                        new StackState.Part(
                                                service.name(),
                                                service.address().getAuthority(),
                                                service.process().pid())));
        parts.add(new StackState.Part("smtp", "127.0.0.1:" + servers.mail().port(), self));
        parts.add(new StackState.Part("kafka", servers.kafka().bootstrapServers(), self));
        parts.add(
                new StackState.Part(
                        "redis",
                        servers.redis().uri().getAuthority(),
                        servers.redis().handle().pid()));
        parts.add(
                new StackState.Part(
                        "postgres",
                        "127.0.0.1:" + servers.postgres().port(),
                        servers.postgres().pid()));
        return parts;
    }
}
