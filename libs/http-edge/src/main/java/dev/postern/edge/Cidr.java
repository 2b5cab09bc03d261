package dev.postern.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** One network in CIDR notation, to tell a trusted proxy from a stranger. */
final class Cidr {

    private final byte[] network;
    private final int prefixLength;

    private Cidr(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * @param text an IP address, optionally followed by {@code /prefix}
     * @throws IllegalArgumentException with one sentence when the text is not a network
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw invalid(text);
        }
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : prefixLength(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw invalid(text);
        }
        return new Cidr(address, prefix);
    }

    /** Whether the IP literal lies inside this network; anything else is outside. */
    boolean contains(String ip) {
        byte[] address = literal(ip);
        if (address == null || address.length != network.length) {
            return false;
        }
        int fullBytes = prefixLength / 8;
        for (int i = 0; i < fullBytes; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        int mask = 0xff << (8 - rest);
        return rest == 0 || (address[fullBytes] & mask) == (network[fullBytes] & mask);
    }

    /** The bytes of an IP literal (IPv4-mapped IPv6 as IPv4), or null; never resolves a name. */
    static byte[] literal(String text) {
        if (text.isEmpty() || !text.matches("[0-9a-fA-F:.]+") || !text.matches(".*[.:].*")) {
            return null;
        }
        if (text.indexOf(':') < 0 && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    private static int prefixLength(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "postern.trusted-proxies holds '"
                        + text
                        + "', which is not a network; write an address or a CIDR such as"
                        + " 10.0.0.0/8.");
    }
}
