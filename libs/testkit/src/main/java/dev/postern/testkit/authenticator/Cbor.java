package dev.postern.testkit.authenticator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes CBOR (RFC 8949) with definite lengths, maps in the order they iterate. */
public final class Cbor {

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;
    private static final int NULL = 0xf6;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Cbor() {}

    /**
     * @param value made of maps, lists, text, byte arrays, integers, booleans and null
     */
    public static byte[] encode(Object value) {
        Cbor cbor = new Cbor();
        cbor.write(value);
        return cbor.out.toByteArray();
    }

    private void write(Object value) {
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof Boolean flag) {
            out.write(flag ? TRUE : FALSE);
        } else if (value instanceof Number number) {
            writeInteger(number.longValue());
        } else if (value instanceof byte[] bytes) {
            head(BYTES, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            head(TEXT, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof List<?> list) {
            head(ARRAY, list.size());
            list.forEach(this::write);
        } else if (value instanceof Map<?, ?> map) {
            head(MAP, map.size());
            map.forEach(
                    (key, member) -> {
                        write(key);
                        write(member);
                    });
        } else {
            throw new IllegalArgumentException("no CBOR for " + value.getClass());
        }
    }

    private void writeInteger(long value) {
        if (value >= 0) {
            head(UNSIGNED, value);
        } else {
            head(NEGATIVE, -1 - value);
        }
    }

    private void head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            out.write(type | (int) argument);
        } else if (argument < 1L << 8) {
            out.write(type | 24);
            bigEndian(argument, 1);
        } else if (argument < 1L << 16) {
            out.write(type | 25);
            bigEndian(argument, 2);
        } else if (argument < 1L << 32) {
            out.write(type | 26);
            bigEndian(argument, 4);
        } else {
            out.write(type | 27);
            bigEndian(argument, 8);
        }
    }

    private void bigEndian(long value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }
}
