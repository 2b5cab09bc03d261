package dev.postern.qr.risk;

import java.util.List;

/**
 * An assessment.
 *
 * @param status {@code clear}, {@code warn} or {@code deny}
 * @param signals what was found, also where the application allows it
 * @param sameNetwork whether page and phone share a /24 (IPv4) or /56 (IPv6)
 * @param browser where the page is open
 * @param mobile where the phone is
 */
public record Risk(
        String status,
        List<Signal> signals,
        boolean sameNetwork,
        Networks.Place browser,
        Networks.Place mobile) {

    /** Whether the user must type the digits the page shows. */
    public boolean mustMatch() {
        return status.equals("warn");
    }

    /** Whether the browser has not been trusted by this user. */
    public boolean newBrowser() {
        return signals.contains(Signal.NEW_BROWSER);
    }

    /** The flags of the signals. */
    public List<String> flags() {
        return signals.stream().map(Signal::wireName).toList();
    }
}
