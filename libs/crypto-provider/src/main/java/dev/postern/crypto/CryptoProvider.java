package dev.postern.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import org.jboss.logging.Logger;

/**
 * Installs the native provider ahead of the JDK's at start: elliptic-curve work is what a sign-in
 * costs, and native code does it ten times faster. Without a native library for the platform the
 * JDK's own provider serves, after one warning.
 */
@ApplicationScoped
@Startup(CryptoProvider.BEFORE_EVERYTHING)
public class CryptoProvider {

    static final int BEFORE_EVERYTHING = 1;

    private static final Logger LOG = Logger.getLogger(CryptoProvider.class);

    private boolean isNative;

    @PostConstruct
    void install() {
        isNative = installNative();
        refusePsychicSignatures();
    }

    /**
     * Whether elliptic-curve operations take microseconds, so that they may run on an event loop.
     */
    public boolean isNative() {
        return isNative;
    }

    private static boolean installNative() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            if (provider.getLoadingError() != null
                    || provider.runSelfTests() != SelfTestStatus.PASSED) {
                LOG.warn(
                        "No usable native crypto provider on this platform; signatures use the"
                                + " JDK's provider and cost about ten times as much",
                        provider.getLoadingError());
                return false;
            }
            if (Security.getProvider(provider.getName()) == null) {
                Security.insertProviderAt(provider, 1);
            }
            return true;
        } catch (LinkageError noNativeLibrary) {
            LOG.warn(
                    "The native crypto provider could not be loaded; signatures use the JDK's"
                            + " provider and cost about ten times as much",
                    noNativeLibrary);
            return false;
        }
    }

    /** An ECDSA signature (0, 0) must never verify (CVE-2022-21449). */
    private static void refusePsychicSignatures() {
        byte[] zeroes = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(keys.getPublic());
            verifier.update(zeroes);
            if (accepts(verifier, zeroes)) {
                throw new IllegalStateException(
                        "The provider "
                                + verifier.getProvider().getName()
                                + " accepts an ECDSA signature of zeroes (CVE-2022-21449); run"
                                + " Postern on a JDK that has the fix.");
            }
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(
                    "This JDK cannot verify ES256 signatures; run Postern on a JDK 17 or newer.",
                    broken);
        }
    }

    private static boolean accepts(Signature verifier, byte[] signature) {
        try {
            return verifier.verify(signature);
        } catch (SignatureException refused) {
            return false;
        }
    }
}
