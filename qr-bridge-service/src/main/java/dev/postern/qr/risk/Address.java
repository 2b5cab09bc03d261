package dev.postern.qr.risk;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address as a number, to see what it shares with another. */
record Address(byte[] bytes) {

    private static final Pattern LITERAL =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Never resolves a name. */
    static Optional<Address> parse(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Address(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Its place among all addresses; IPv4 is mapped into IPv6. */
    BigInteger number() {
        if (bytes.length == 16) {
            return new BigInteger(1, bytes);
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return new BigInteger(1, mapped);
    }

    /** How many bits of {@link #number()} a prefix of this address fixes. */
    int bits(int prefix) {
        return bytes.length == 16 ? prefix : 96 + prefix;
    }

    boolean sharesNetworkWith(Address other) {
        if (bytes.length != other.bytes.length) {
            return false;
        }
        int shared = bytes.length == 4 ? 3 : 7;
        return Arrays.equals(Arrays.copyOf(bytes, shared), Arrays.copyOf(other.bytes, shared));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
