package dev.postern.challenge.projection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A credential as the credential events tell; what an exclude list needs of it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record KnownCredential(
        UUID id,
        UUID userId,
        String credentialId,
        List<String> transports,
        Instant createdAt,
        boolean deleted) {}
