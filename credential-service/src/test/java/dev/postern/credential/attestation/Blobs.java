package dev.postern.credential.attestation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.testkit.authenticator.Attestors;
import dev.postern.testkit.authenticator.KeyAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;

/** Makes BLOBs as the FIDO Metadata Service does (MDS 3.0 §3.1). */
public final class Blobs {

    private final ObjectNode payload = JsonNodeFactory.instance.objectNode();

    public Blobs() {
        payload.put("legalHeader", "test").put("no", 7);
        nextUpdate(LocalDate.now(ZoneOffset.UTC).plusDays(10));
        payload.putArray("entries");
    }

    public Blobs nextUpdate(LocalDate day) {
        payload.put("nextUpdate", day.toString());
        return this;
    }

    public Blobs number(int number) {
        payload.put("no", number);
        return this;
    }

    /** A model with its roots and one status. */
    public Blobs model(UUID aaguid, String type, String algorithm, X509Certificate... roots) {
        return model(aaguid, type, algorithm, "FIDO_CERTIFIED", roots);
    }

    public Blobs model(
            UUID aaguid, String type, String algorithm, String status, X509Certificate... roots) {
        ObjectNode entry = ((ArrayNode) payload.get("entries")).addObject();
        entry.put("aaguid", aaguid.toString());
        ObjectNode statement = entry.putObject("metadataStatement");
        statement.putArray("attestationTypes").add(type);
        statement.putArray("authenticationAlgorithms").add(algorithm);
        ArrayNode encoded = statement.putArray("attestationRootCertificates");
        Attestors.x5c(roots)
                .forEach(root -> encoded.add(Base64.getEncoder().encodeToString((byte[]) root)));
        entry.putArray("statusReports")
                .addObject()
                .put("status", status)
                .put("effectiveDate", "2020-01-01")
                .put("aMemberOfTheFuture", true);
        return this;
    }

    /** The BLOB, signed with RS256. */
    public String sign(KeyPair keys, X509Certificate... path) {
        ObjectNode header = JsonNodeFactory.instance.objectNode().put("alg", "RS256");
        ArrayNode certificates = header.putArray("x5c");
        Attestors.x5c(path)
                .forEach(one -> certificates.add(Base64.getEncoder().encodeToString((byte[]) one)));
        String signed = url(header.toString()) + "." + url(payload.toString());
        byte[] signature =
                KeyAlgorithm.RS256.sign(
                        keys.getPrivate(), signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String url(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
