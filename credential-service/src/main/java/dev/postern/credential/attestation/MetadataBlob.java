package dev.postern.credential.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.credential.authenticator.MalformedDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A BLOB of the FIDO Metadata Service (MDS 3.0 §3.1.7), verified: its signature, its certificates
 * up to the root, their revocation. Members and statuses that are not known yet are passed over.
 *
 * @param number rises with every BLOB
 * @param nextUpdate the day from which it counts no longer
 */
record MetadataBlob(long number, LocalDate nextUpdate, Map<UUID, MetadataEntry> entries) {

    private static final Logger LOG = Logger.getLogger(MetadataBlob.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> ALGORITHMS =
            Map.of("ES256", "SHA256withECDSAinP1363Format", "RS256", "SHA256withRSA");
    private static final Set<String> COMPROMISED =
            Set.of(
                    "USER_VERIFICATION_BYPASS",
                    "ATTESTATION_KEY_COMPROMISE",
                    "USER_KEY_REMOTE_COMPROMISE",
                    "USER_KEY_PHYSICAL_COMPROMISE",
                    "REVOKED");

    /**
     * Reads a BLOB.
     *
     * @param roots who may have signed it
     * @param revocations lists its certificates are held against; none: not checked
     * @throws MalformedDataException when it is not genuine, or too old at {@code now}
     */
    static MetadataBlob read(
            String jws,
            Collection<X509Certificate> roots,
            Collection<X509CRL> revocations,
            Instant now) {
        String[] parts = jws.strip().split("\\.");
        demand(parts.length == 3, "not a JWS");
        JsonNode header = json(parts[0]);
        List<X509Certificate> path = path(header.path("x5c"));
        demand(
                CertificatePaths.leadsTo(roots, path, revocations, now),
                "its certificates lead to no trusted root");
        demand(isSigned(parts, header.path("alg").asText(), path.get(0)), "its signature is bad");
        JsonNode payload = json(parts[1]);
        LocalDate nextUpdate = date(payload.path("nextUpdate"));
        demand(!isPast(nextUpdate, now), "its next update was due " + nextUpdate);
        return new MetadataBlob(payload.path("no").asLong(), nextUpdate, entries(payload, now));
    }

    /** Whether another BLOB should have taken its place. */
    boolean isStale(Instant now) {
        return isPast(nextUpdate, now);
    }

    Optional<MetadataEntry> entry(UUID aaguid) {
        return Optional.ofNullable(entries.get(aaguid));
    }

    private static boolean isPast(LocalDate day, Instant now) {
        return day.isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    private static List<X509Certificate> path(JsonNode encoded) {
        List<byte[]> certificates = new ArrayList<>();
        encoded.forEach(text -> certificates.add(Base64.getMimeDecoder().decode(text.asText())));
        return Certificates.read(certificates);
    }

    private static boolean isSigned(String[] parts, String algorithm, X509Certificate signer) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHMS.getOrDefault(algorithm, "none"));
            verifier.initVerify(signer.getPublicKey());
            verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static Map<UUID, MetadataEntry> entries(JsonNode payload, Instant now) {
        Map<UUID, MetadataEntry> entries = new HashMap<>();
        for (JsonNode entry : payload.path("entries")) {
            if (entry.hasNonNull("aaguid")) {
                JsonNode statement = entry.path("metadataStatement");
                entries.put(
                        UUID.fromString(entry.path("aaguid").asText()),
                        new MetadataEntry(
                                roots(statement.path("attestationRootCertificates")),
                                texts(statement.path("attestationTypes")),
                                texts(statement.path("authenticationAlgorithms")),
                                isCompromised(entry.path("statusReports"), now)));
            }
        }
        return entries;
    }

    /** A root that cannot be read vouches for nobody, but the other models keep theirs. */
    private static List<X509Certificate> roots(JsonNode encoded) {
        List<X509Certificate> read = new ArrayList<>();
        for (JsonNode text : encoded) {
            try {
                read.add(Certificates.read(Base64.getMimeDecoder().decode(text.asText())));
            } catch (IllegalArgumentException | MalformedDataException unreadable) {
                LOG.warn("A root certificate in the FIDO metadata cannot be read", unreadable);
            }
        }
        return read;
    }

    private static boolean isCompromised(JsonNode reports, Instant now) {
        for (JsonNode report : reports) {
            boolean inForce =
                    !report.hasNonNull("effectiveDate")
                            || !LocalDate.ofInstant(now, ZoneOffset.UTC)
                                    .isBefore(date(report.path("effectiveDate")));
            if (inForce && COMPROMISED.contains(report.path("status").asText())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static LocalDate date(JsonNode text) {
        try {
            return LocalDate.parse(text.asText());
        } catch (RuntimeException unreadable) {
            throw new MalformedDataException("a date that cannot be read", unreadable);
        }
    }

    private static JsonNode json(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new MalformedDataException("not a JWS", unreadable);
        }
    }

    private static void demand(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedDataException("The metadata BLOB is refused: " + otherwise);
        }
    }
}
