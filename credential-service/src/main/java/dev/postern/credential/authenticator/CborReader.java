package dev.postern.credential.authenticator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads CBOR in the form that authenticators must write (CTAP 2.1 §8: definite lengths, no tags, no
 * key twice). Hostile input costs no more than its own length: lengths are held against the bytes
 * that are there before anything is allocated, and nesting is bounded.
 *
 * <p>Integers become {@link Long}, byte strings {@code byte[]}, texts {@link String}, arrays {@link
 * List}, maps {@link Map}, floats {@link Double}.
 */
public final class CborReader {

    private static final int DEEPEST = 16;

    private final ByteBuffer in;

    private CborReader(byte[] bytes, int offset) {
        this.in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
    }

    /** A value and where it ended. */
    public record Item(Object value, int end) {}

    /** The one map that the bytes are, nothing before or after it. */
    public static Map<Object, Object> map(byte[] bytes) {
        Item item = at(bytes, 0);
        if (item.end() != bytes.length) {
            throw new MalformedDataException("bytes follow the CBOR value");
        }
        return asMap(item.value());
    }

    /** The value that begins at an offset. */
    public static Item at(byte[] bytes, int offset) {
        CborReader reader = new CborReader(bytes, offset);
        Object value = reader.value(0);
        return new Item(value, reader.in.position());
    }

    /** The value as a map. */
    @SuppressWarnings("unchecked")
    public static Map<Object, Object> asMap(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw new MalformedDataException("not a CBOR map");
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new MalformedDataException("CBOR is nested too deeply");
        }
        int head = next();
        int more = head & 0x1f;
        return switch (head >> 5) {
            case 0 -> argument(more);
            case 1 -> -1 - argument(more);
            case 2 -> bytes(length(more, 1));
            case 3 -> text(bytes(length(more, 1)));
            case 4 -> array(length(more, 1), depth);
            case 5 -> map(length(more, 2), depth);
            case 7 -> simple(more);
            default -> throw new MalformedDataException("a CBOR tag");
        };
    }

    private int next() {
        if (!in.hasRemaining()) {
            throw new MalformedDataException("CBOR ends too early");
        }
        return Byte.toUnsignedInt(in.get());
    }

    private long argument(int more) {
        if (more < 24) {
            return more;
        }
        int size =
                switch (more) {
                    case 24 -> 1;
                    case 25 -> 2;
                    case 26 -> 4;
                    case 27 -> 8;
                    default -> throw new MalformedDataException("an indefinite CBOR length");
                };
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | next();
        }
        if (value < 0) {
            throw new MalformedDataException("a CBOR integer beyond 63 bits");
        }
        return value;
    }

    /** How many items follow, each of at least {@code smallest} bytes. */
    private int length(int more, int smallest) {
        long length = argument(more);
        if (length > in.remaining() / smallest) {
            throw new MalformedDataException("a CBOR length beyond the end");
        }
        return (int) length;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedDataException("CBOR text is not UTF-8", notUtf8);
        }
    }

    private List<Object> array(int length, int depth) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(value(depth + 1));
        }
        return items;
    }

    private Map<Object, Object> map(int length, int depth) {
        Map<Object, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            Object key = value(depth + 1);
            if (!(key instanceof Long || key instanceof String)) {
                throw new MalformedDataException("a CBOR map key of another type");
            }
            if (members.containsKey(key)) {
                throw new MalformedDataException("a CBOR map key twice");
            }
            members.put(key, value(depth + 1));
        }
        return members;
    }

    private Object simple(int more) {
        return switch (more) {
            case 20 -> false;
            case 21 -> true;
            case 22, 23 -> null;
            case 25 -> halfFloat(argument(more));
            case 26 -> (double) Float.intBitsToFloat(ByteBuffer.wrap(bytes(present(4))).getInt());
            case 27 -> ByteBuffer.wrap(bytes(present(8))).getDouble();
            default -> throw new MalformedDataException("an unassigned CBOR simple value");
        };
    }

    private int present(int size) {
        if (in.remaining() < size) {
            throw new MalformedDataException("CBOR ends too early");
        }
        return size;
    }

    private static double halfFloat(long bits) {
        int exponent = (int) (bits >> 10) & 0x1f;
        double fraction = bits & 0x3ff;
        double magnitude =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24;
                    case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> (fraction + 1024) * Math.pow(2, exponent - 25);
                };
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
