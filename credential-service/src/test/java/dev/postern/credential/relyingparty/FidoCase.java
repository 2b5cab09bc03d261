package dev.postern.credential.relyingparty;

import java.util.List;

/**
 * A case of the FIDO2 server conformance list.
 *
 * @param expected the reason of the refusal, or {@code accepted}
 * @param note why that differs from what the list wants; else empty
 * @param attempts what is sent; every one must come out as expected
 */
record FidoCase(String id, String title, String expected, String note, List<Runnable> attempts) {

    static final String ACCEPTED = "accepted";

    static FidoCase accept(String id, String title, Runnable attempt) {
        return new FidoCase(id, title, ACCEPTED, "", List.of(attempt));
    }

    static FidoCase refuse(String id, String title, Enum<?> reason, Runnable attempt) {
        return new FidoCase(id, title, reason.name(), "", List.of(attempt));
    }

    static FidoCase refuse(
            String id, String title, Enum<?> reason, List<? extends Runnable> attempts) {
        return new FidoCase(id, title, reason.name(), "", List.copyOf(attempts));
    }

    FidoCase because(String reason) {
        return new FidoCase(id, title, expected, reason, attempts);
    }

    @Override
    public String toString() {
        return id + ": " + title;
    }
}
