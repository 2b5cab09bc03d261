package dev.postern.credential.attestation;

import dev.postern.credential.CredentialConfig;
import dev.postern.credential.authenticator.MalformedDataException;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Keeps the newest genuine BLOB of the FIDO Metadata Service in memory. A file is read at start,
 * which fails when it is not genuine; an address is asked in the background. Whatever goes wrong
 * later leaves the last BLOB in force until the day it names.
 */
@Startup
@ApplicationScoped
public class MetadataService {

    private static final Logger LOG = Logger.getLogger(MetadataService.class);
    private static final String FILE = "postern.passkeys.attestation.metadata-file";
    private static final String ROOTS = "postern.passkeys.attestation.metadata-roots";
    private static final String REVOCATIONS = "postern.passkeys.attestation.metadata-revocations";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Optional<Path> file;
    private final Optional<URI> url;
    private final List<X509Certificate> roots;
    private final Optional<Path> revocations;
    private volatile MetadataBlob newest;

    @Inject
    MetadataService(CredentialConfig config) {
        this(config.attestation());
    }

    MetadataService(CredentialConfig.Attestation attestation) {
        file = attestation.metadataFile();
        url = attestation.metadataUrl();
        revocations = attestation.metadataRevocations();
        roots =
                attestation
                        .metadataRoots()
                        .map(path -> PemFolder.certificates(ROOTS, path))
                        .orElse(List.of());
        if ((file.isPresent() || url.isPresent()) && roots.isEmpty()) {
            throw new IllegalStateException(
                    ROOTS + " is empty; give the certificate that FIDO's metadata chains to.");
        }
    }

    @PostConstruct
    void readFile() {
        file.ifPresent(path -> take(contentOf(path)));
    }

    /** What is known of a model; nothing when there is no BLOB in force. */
    Optional<MetadataEntry> entry(UUID aaguid) {
        MetadataBlob blob = newest;
        return blob == null || blob.isStale(Instant.now()) ? Optional.empty() : blob.entry(aaguid);
    }

    @Scheduled(
            every = "{postern.passkeys.attestation.metadata-refresh:6h}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refresh() {
        try {
            if (url.isPresent()) {
                take(fetch(url.get()));
            } else {
                readFile();
            }
        } catch (IOException | MalformedDataException | IllegalStateException failure) {
            LOG.error("The FIDO metadata could not be renewed; what is known stays", failure);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String jws) {
        List<X509CRL> lists =
                revocations.map(path -> PemFolder.revocations(REVOCATIONS, path)).orElse(List.of());
        MetadataBlob blob = MetadataBlob.read(jws, roots, lists, Instant.now());
        MetadataBlob known = newest;
        if (known != null && blob.number() < known.number()) {
            throw new MalformedDataException("The metadata BLOB is older than the one in force");
        }
        newest = blob;
        LOG.infof("FIDO metadata %d with %d models", blob.number(), blob.entries().size());
    }

    private static String contentOf(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "%s is '%s'; give a readable BLOB of the FIDO Metadata Service."
                            .formatted(FILE, path),
                    unreadable);
        }
    }

    private static String fetch(URI address) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()
                        .send(
                                HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the metadata service answers " + answer.statusCode());
        }
        return answer.body();
    }
}
