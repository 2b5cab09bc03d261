package dev.postern.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** What a service must know about the proxies in front of it. */
@ConfigMapping(prefix = "postern")
public interface EdgeConfig {

    /**
     * Networks (CIDR) of the proxies whose {@code X-Forwarded-For} and {@code X-Request-Id} are
     * believed. Empty: no header is believed and the peer address is the client.
     */
    Optional<Set<String>> trustedProxies();

    /** Largest request body in bytes; a longer one is refused with 413. */
    @WithDefault("1048576")
    long maxBodySize();
}
