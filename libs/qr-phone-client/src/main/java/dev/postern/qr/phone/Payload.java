package dev.postern.qr.phone;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the page receives. Closed after use, so that it does not stay in memory. */
public final class Payload implements AutoCloseable {

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Any text the page understands. */
    public static Payload of(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The tokens of the session that the page shall hold.
     *
     * @param accessToken null when the page gets its own by refreshing
     */
    public static Payload session(String refreshToken, String accessToken) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("refreshToken", refreshToken);
        members.put("accessToken", accessToken);
        return of(Json.write(members));
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** Where the payload comes from; asked only after the user has consented. */
    public interface Source {

        /**
         * @param claim what the user consented to
         * @return the payload; the caller closes it
         */
        Payload get(Claim claim);
    }
}
