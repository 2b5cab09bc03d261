package dev.postern.credential.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postern.credential.CredentialConfig;
import dev.postern.credential.authenticator.MalformedDataException;
import dev.postern.testkit.authenticator.CertificateAuthority;
import dev.postern.testkit.authenticator.CertificateAuthority.Request;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("FIDO metadata in force")
class MetadataServiceTest {

    private static final UUID FIRST = UUID.randomUUID();
    private static final UUID SECOND = UUID.randomUUID();
    private static final CertificateAuthority ROOT = CertificateAuthority.root("Metadata");
    private static final KeyPair SIGNER = KeyAlgorithm.RS256.generate();
    private static final X509Certificate SIGNING = ROOT.issue(SIGNER.getPublic(), new Request());

    @TempDir Path folder;

    private record Operator(
            Optional<Path> trustAnchors,
            Optional<Path> metadataFile,
            Optional<URI> metadataUrl,
            Optional<Path> metadataRoots,
            Optional<Path> metadataRevocations,
            Duration metadataRefresh,
            Optional<Set<UUID>> allowedAaguids,
            Optional<Set<UUID>> deniedAaguids)
            implements CredentialConfig.Attestation {

        static Operator of(Path file, URI url, Path roots) {
            return new Operator(
                    Optional.empty(),
                    Optional.ofNullable(file),
                    Optional.ofNullable(url),
                    Optional.ofNullable(roots),
                    Optional.empty(),
                    Duration.ofHours(6),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private static String blob(UUID model, int number) {
        return new Blobs()
                .number(number)
                .model(model, "basic_full", "secp256r1_ecdsa_sha256_raw", ROOT.certificate())
                .sign(SIGNER, SIGNING);
    }

    private Path roots() throws IOException, CertificateEncodingException {
        return Files.writeString(
                folder.resolve("root.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(ROOT.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static void read(MetadataService service) {
        service.readFile();
    }

    @Test
    void shouldKnowNothingWithoutABlob() {
        MetadataService service = new MetadataService(Operator.of(null, null, null));
        read(service);

        assertThat(service.entry(FIRST)).isEmpty();
    }

    @Test
    void shouldTakeANewerFileAndKeepWhatItHasWhenTheFileIsNotGenuine() throws Exception {
        Path file = Files.writeString(folder.resolve("blob.jwt"), blob(FIRST, 7));
        MetadataService service = new MetadataService(Operator.of(file, null, roots()));
        read(service);
        assertThat(service.entry(FIRST)).isPresent();

        Files.writeString(file, blob(SECOND, 6));
        service.refresh();
        assertThat(service.entry(SECOND)).as("an older BLOB").isEmpty();
        Files.writeString(file, "forged.forged.forged");
        service.refresh();
        assertThat(service.entry(FIRST)).as("what is known stays").isPresent();
        Files.writeString(file, blob(SECOND, 8));
        service.refresh();
        assertThat(service.entry(SECOND)).isPresent();
        assertThat(service.entry(FIRST)).isEmpty();
    }

    @Test
    void shouldNotStartWithAFileThatIsNotGenuine() throws Exception {
        Path file = Files.writeString(folder.resolve("blob.jwt"), blob(FIRST, 7) + "AAAA");
        MetadataService service = new MetadataService(Operator.of(file, null, roots()));

        assertThatThrownBy(() -> read(service)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void shouldSayWhatIsMissing() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() -> new MetadataService(Operator.of(nowhere, null, null)))
                .hasMessageContaining("postern.passkeys.attestation.metadata-roots is empty");
        assertThatThrownBy(() -> new MetadataService(Operator.of(nowhere, null, nowhere)))
                .hasMessageContaining("metadata-roots is '" + nowhere + "'");
    }

    @Test
    void shouldFetchTheBlobFromItsAddress() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] content = blob(FIRST, 7).getBytes(StandardCharsets.US_ASCII);
        server.createContext(
                "/blob",
                exchange -> {
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            MetadataService service =
                    new MetadataService(Operator.of(null, base.resolve("/blob"), roots()));
            service.refresh();
            assertThat(service.entry(FIRST)).isPresent();

            MetadataService lost =
                    new MetadataService(Operator.of(null, base.resolve("/gone"), roots()));
            lost.refresh();
            assertThat(lost.entry(FIRST)).isEmpty();
        } finally {
            server.stop(0);
        }
    }
}
