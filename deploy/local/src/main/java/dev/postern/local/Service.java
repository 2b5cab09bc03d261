package dev.postern.local;

import java.util.Optional;
import java.util.Set;

/** The four services and which of the embedded servers each may know. */
enum Service {
    CHALLENGE("challenge-service", null, Set.of(Need.REDIS, Need.SESSION_URL)),
    CREDENTIAL("credential-service", "credential", Set.of(Need.SESSION_URL, Need.CHALLENGE_URL)),
    SESSION("session-service", "session", Set.of(Need.REDIS, Need.PROJECT)),
    QR_BRIDGE("qr-bridge-service", null, Set.of(Need.REDIS, Need.SESSION_URL));

    /** What a service is told beyond what all are told. */
    enum Need {
        REDIS,
        SESSION_URL,
        CHALLENGE_URL,
        PROJECT
    }

    private final String id;
    private final String database;
    private final Set<Need> needs;

    Service(String id, String database, Set<Need> needs) {
        this.id = id;
        this.database = database;
        this.needs = needs;
    }

    /** The name of its module, its log and its routes. */
    String id() {
        return id;
    }

    /** The database it owns, through a role of the same name. */
    Optional<String> database() {
        return Optional.ofNullable(database);
    }

    boolean needs(Need need) {
        return needs.contains(need);
    }

    static Service of(String id) {
        for (Service service : values()) {
            if (service.id.equals(id)) {
                return service;
            }
        }
        throw new StackException("There is no service called %s.".formatted(id));
    }
}
