package dev.postern.session.client;

import io.netty.util.NetUtil;
import java.util.HexFormat;

/**
 * The device a request comes from, as far as it can be known.
 *
 * @param address its IP address
 * @param forwarded whether a trusted proxy told the address, so that it stands for one client alone
 * @param userAgent what it calls itself, at most {@value #LONGEST_USER_AGENT} characters
 */
public record Client(String address, boolean forwarded, String userAgent) {

    private static final int LONGEST_USER_AGENT = 512;

    /** The network that one subscriber has: the address, of IPv6 its first 64 bits. */
    public String network() {
        if (address.indexOf(':') < 0) {
            return address;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null ? address : HexFormat.of().formatHex(bytes, 0, 8);
    }

    public Client {
        String text = userAgent == null ? "" : userAgent.replaceAll("\\p{Cntrl}", " ");
        userAgent =
                text.length() > LONGEST_USER_AGENT ? text.substring(0, LONGEST_USER_AGENT) : text;
    }
}
