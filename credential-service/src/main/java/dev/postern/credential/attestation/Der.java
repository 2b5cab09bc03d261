package dev.postern.credential.attestation;

import dev.postern.credential.authenticator.MalformedDataException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One DER value of a certificate extension (X.690). Children are read when asked for, so depth
 * costs nothing.
 *
 * @param tagClass 0 universal, 2 context-specific
 * @param tag the tag number
 */
record Der(int tagClass, int tag, byte[] content) {

    private static final int INTEGER = 2;
    private static final int OCTET_STRING = 4;
    private static final int SEQUENCE = 16;
    private static final int SET = 17;
    private static final int CONTEXT = 2;

    /** The one value that the bytes are. */
    static Der parse(byte[] bytes) {
        List<Der> values = all(bytes);
        if (values.size() != 1) {
            throw new MalformedDataException("not exactly one DER value");
        }
        return values.get(0);
    }

    private static List<Der> all(byte[] bytes) {
        List<Der> values = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int head = unsigned(bytes, at++);
            long tag = head & 0x1f;
            if (tag == 0x1f) {
                tag = 0;
                int part;
                do {
                    part = unsigned(bytes, at++);
                    tag = tag << 7 | part & 0x7f;
                } while ((part & 0x80) != 0 && tag < 1 << 20);
            }
            int length = unsigned(bytes, at++);
            if (length > 0x7f) {
                int size = length & 0x7f;
                if (size == 0 || size > 3) {
                    throw new MalformedDataException("a DER length out of bounds");
                }
                length = 0;
                for (int i = 0; i < size; i++) {
                    length = length << 8 | unsigned(bytes, at++);
                }
            }
            if (length > bytes.length - at) {
                throw new MalformedDataException("DER ends too early");
            }
            values.add(new Der(head >> 6, (int) tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return values;
    }

    private static int unsigned(byte[] bytes, int at) {
        if (at >= bytes.length) {
            throw new MalformedDataException("DER ends too early");
        }
        return Byte.toUnsignedInt(bytes[at]);
    }

    byte[] octets() {
        demand(OCTET_STRING);
        return content;
    }

    BigInteger integer() {
        demand(INTEGER);
        return new BigInteger(content.length == 0 ? new byte[1] : content);
    }

    List<Der> sequence() {
        demand(SEQUENCE);
        return all(content);
    }

    List<Der> set() {
        demand(SET);
        return all(content);
    }

    /** The value under an explicit context tag of this sequence. */
    Optional<Der> tagged(int number) {
        return sequence().stream()
                .filter(member -> member.tagClass == CONTEXT && member.tag == number)
                .findFirst()
                .map(member -> parse(member.content));
    }

    private void demand(int universal) {
        if (tagClass != 0 || tag != universal) {
            throw new MalformedDataException("another DER type");
        }
    }
}
