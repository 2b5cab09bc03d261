package dev.postern.qr.risk;

import java.util.Locale;

/** What can look wrong about a hand-off. */
public enum Signal {
    /** Page and phone are in different countries. */
    COUNTRY_MISMATCH("warn", "The page is open in another country than your phone."),
    /** The page is reached through TOR or a proxy. */
    ANONYMOUS_NETWORK("warn", "The page is open behind an anonymising network."),
    /** The page is open in a datacenter. */
    DATACENTER("warn", "The page is open in a datacenter."),
    /** The user has not trusted this browser yet. */
    NEW_BROWSER("allow", "This browser is new to your account."),
    /** Page and phone are not on the same network. */
    NETWORK_MISMATCH("allow", "The page is open on another network than your phone."),
    /** The user has claimed unusually many codes. */
    MANY_CLAIMS("warn", "Unusually many codes were scanned for your account.");

    private final String standard;
    private final String words;

    Signal(String standard, String words) {
        this.standard = standard;
        this.words = words;
    }

    /** The flag in answers and the name in an application's policy. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is done about it when the application does not say. */
    String standard() {
        return standard;
    }

    /** What the user is told. */
    public String words() {
        return words;
    }
}
