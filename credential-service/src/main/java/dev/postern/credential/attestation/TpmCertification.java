package dev.postern.credential.attestation;

import static dev.postern.credential.attestation.Statement.demand;

import dev.postern.credential.authenticator.MalformedDataException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * TPMS_ATTEST of type TPM_ST_ATTEST_CERTIFY. Signer, clock and firmware are not looked at.
 *
 * @param extraData the hash of what was attested
 * @param name of the certified public area: a hash algorithm and the hash
 */
record TpmCertification(byte[] extraData, byte[] name) {

    private static final long TPM_GENERATED_VALUE = 0xff544347L;
    private static final int TPM_ST_ATTEST_CERTIFY = 0x8017;
    private static final int CLOCK_AND_FIRMWARE = 17 + 8;

    static TpmCertification parse(byte[] bytes) {
        TpmReader in = new TpmReader(bytes);
        demand(in.u32() == TPM_GENERATED_VALUE, "magic is not TPM_GENERATED_VALUE");
        demand(in.u16() == TPM_ST_ATTEST_CERTIFY, "type is not TPM_ST_ATTEST_CERTIFY");
        in.sized(); // qualifiedSigner
        byte[] extraData = in.sized();
        in.skip(CLOCK_AND_FIRMWARE);
        byte[] name = in.sized();
        in.sized(); // qualifiedName
        in.end();
        return new TpmCertification(extraData, name);
    }

    /** Whether the name is that of a public area (TPM 2.0, Part 1, §16). */
    boolean names(byte[] publicArea) {
        demand(name.length > 2, "attested has no name");
        String algorithm =
                switch (ByteBuffer.wrap(name).getShort()) {
                    case 0x0004 -> "SHA-1";
                    case 0x000b -> "SHA-256";
                    case 0x000c -> "SHA-384";
                    case 0x000d -> "SHA-512";
                    default -> throw new MalformedDataException("a name of another hash");
                };
        byte[] digest = TpmStatement.digest(algorithm, publicArea);
        return MessageDigest.isEqual(
                ByteBuffer.allocate(2 + digest.length).put(name, 0, 2).put(digest).array(), name);
    }
}
