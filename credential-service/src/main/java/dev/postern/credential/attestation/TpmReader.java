package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.MalformedDataException;
import java.nio.ByteBuffer;

/** Reads the big-endian structures of TPM 2.0 Library Specification, Part 2. */
final class TpmReader {

    private final ByteBuffer in;

    TpmReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    int u16() {
        return Short.toUnsignedInt(need(2).getShort());
    }

    long u32() {
        return Integer.toUnsignedLong(need(4).getInt());
    }

    void skip(int count) {
        need(count).position(in.position() + count);
    }

    /** A TPM2B: two bytes of length, then so many. */
    byte[] sized() {
        byte[] bytes = new byte[0];
        int length = u16();
        if (length > 0) {
            need(length);
            bytes = new byte[length];
            in.get(bytes);
        }
        return bytes;
    }

    void end() {
        if (in.hasRemaining()) {
            throw new MalformedDataException("bytes follow the TPM structure");
        }
    }

    private ByteBuffer need(int count) {
        if (in.remaining() < count) {
            throw new MalformedDataException("the TPM structure ends too early");
        }
        return in;
    }
}
