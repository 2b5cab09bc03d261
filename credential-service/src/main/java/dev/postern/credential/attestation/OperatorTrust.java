package dev.postern.credential.attestation;

import dev.postern.credential.CredentialConfig;
import dev.postern.credential.attestation.Attestation.Kind;
import dev.postern.credential.authenticator.CoseKey;
import dev.postern.credential.relyingparty.Refusal;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Trust by the operator's own anchors and by the FIDO Metadata Service. Allow and deny lists look
 * at attested AAGUIDs alone: anybody can claim to be a model.
 */
@Startup
@ApplicationScoped
class OperatorTrust implements TrustPolicy {

    private static final String ANCHORS = "postern.passkeys.attestation.trust-anchors";

    private final List<X509Certificate> anchors;
    private final Set<UUID> allowed;
    private final Set<UUID> denied;
    private final Function<UUID, Optional<MetadataEntry>> metadata;

    @Inject
    OperatorTrust(CredentialConfig config, MetadataService metadata) {
        this(
                config.attestation()
                        .trustAnchors()
                        .map(path -> PemFolder.certificates(ANCHORS, path))
                        .orElse(List.of()),
                config.attestation().allowedAaguids().orElse(Set.of()),
                config.attestation().deniedAaguids().orElse(Set.of()),
                metadata::entry);
    }

    OperatorTrust(
            List<X509Certificate> anchors,
            Set<UUID> allowed,
            Set<UUID> denied,
            Function<UUID, Optional<MetadataEntry>> metadata) {
        this.anchors = anchors;
        this.allowed = allowed;
        this.denied = denied;
        this.metadata = metadata;
    }

    @Override
    public boolean judge(Attestation attestation, UUID aaguid, CoseKey key, Conveyance conveyance) {
        Optional<MetadataEntry> model = metadata.apply(aaguid);
        boolean attested =
                conveyance != Conveyance.NONE
                        && attestation.kind() == Kind.CERTIFIED
                        && isTrusted(attestation, model, key);
        if (conveyance == Conveyance.DIRECT && !attested) {
            throw Refusal.ATTESTATION_NOT_TRUSTED.problem();
        }
        if (attested && model.filter(MetadataEntry::compromised).isPresent()) {
            throw Refusal.AUTHENTICATOR_COMPROMISED.problem();
        }
        boolean listed = attested && allowed.contains(aaguid);
        if ((!allowed.isEmpty() && !listed) || (attested && denied.contains(aaguid))) {
            throw Refusal.AUTHENTICATOR_NOT_ALLOWED.problem();
        }
        return attested;
    }

    /** By the model's own roots where it has metadata, else by the operator's anchors. */
    private boolean isTrusted(Attestation attestation, Optional<MetadataEntry> model, CoseKey key) {
        Instant now = Instant.now();
        return model.map(
                        entry ->
                                entry.isCertified()
                                        && entry.signsWith(key.algorithm())
                                        && CertificatePaths.leadsTo(
                                                entry.roots(), attestation.path(), now))
                .orElseGet(() -> CertificatePaths.leadsTo(anchors, attestation.path(), now));
    }
}
