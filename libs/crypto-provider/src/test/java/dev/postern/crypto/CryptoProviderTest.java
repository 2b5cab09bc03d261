package dev.postern.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.Signature;
import org.junit.jupiter.api.Test;

class CryptoProviderTest {

    @Test
    void shouldPutTheNativeProviderFirstWhereThereIsOne() throws Exception {
        CryptoProvider provider = new CryptoProvider();
        provider.install();
        assumeTrue(provider.isNative(), "no native crypto provider on this platform");

        assertThat(Signature.getInstance("SHA256withECDSA").getProvider().getName())
                .isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @Test
    void shouldInstallOnceHoweverOftenItStarts() {
        new CryptoProvider().install();
        new CryptoProvider().install();

        assertThat(java.security.Security.getProviders())
                .filteredOn(p -> p.getName().equals("AmazonCorrettoCryptoProvider"))
                .hasSizeLessThanOrEqualTo(1);
    }
}
