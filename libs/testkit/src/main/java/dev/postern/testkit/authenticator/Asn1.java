package dev.postern.testkit.authenticator;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes DER (X.690), as much of it as certificates take. */
public final class Asn1 {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Asn1() {}

    public static byte[] sequence(byte[]... members) {
        return tagged(0x30, members);
    }

    public static byte[] set(byte[]... members) {
        return tagged(0x31, members);
    }

    public static byte[] integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    public static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    public static byte[] enumerated(int value) {
        return tagged(0x0a, BigInteger.valueOf(value).toByteArray());
    }

    public static byte[] bool(boolean value) {
        return tagged(0x01, new byte[] {(byte) (value ? 0xff : 0)});
    }

    public static byte[] octets(byte[] bytes) {
        return tagged(0x04, bytes);
    }

    public static byte[] bits(byte[] bytes) {
        return tagged(0x03, new byte[1], bytes);
    }

    public static byte[] none() {
        return new byte[] {0x05, 0x00};
    }

    public static byte[] text(String text) {
        return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] printable(String text) {
        return tagged(0x13, text.getBytes(StandardCharsets.US_ASCII));
    }

    public static byte[] time(Instant instant) {
        return tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    public static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            long arc = Long.parseLong(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >> shift != 0) {
                    out.write((int) (arc >> shift & 0x7f | 0x80));
                }
            }
            out.write((int) (arc & 0x7f));
        }
        return tagged(0x06, out.toByteArray());
    }

    /** An explicit context tag. */
    public static byte[] explicit(int number, byte[] value) {
        ByteArrayOutputStream tag = new ByteArrayOutputStream();
        if (number < 31) {
            tag.write(0xa0 | number);
        } else {
            tag.write(0xbf);
            if (number > 127) {
                tag.write(number >> 7 | 0x80);
            }
            tag.write(number & 0x7f);
        }
        tag.writeBytes(length(value.length));
        tag.writeBytes(value);
        return tag.toByteArray();
    }

    private static byte[] tagged(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.writeBytes(length(content.size()));
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        byte[] bytes = BigInteger.valueOf(length).toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        byte[] encoded = new byte[bytes.length - skip + 1];
        encoded[0] = (byte) (0x80 | bytes.length - skip);
        System.arraycopy(bytes, skip, encoded, 1, bytes.length - skip);
        return encoded;
    }
}
