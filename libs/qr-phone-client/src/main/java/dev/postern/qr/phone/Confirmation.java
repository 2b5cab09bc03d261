package dev.postern.qr.phone;

/** The screen on which the user decides. */
public interface Confirmation {

    /**
     * What the user said.
     *
     * @param approved yes or no
     * @param matchCode the digits the user read off the page; null when none were asked
     * @param trustBrowser whether that browser shall be known from now on
     * @param notMe whether the user refused because he did not open the page
     */
    record Decision(boolean approved, String matchCode, boolean trustBrowser, boolean notMe) {

        /** Yes. */
        public static Decision approve() {
            return new Decision(true, null, false, false);
        }

        /** Yes, with the digits of the page. */
        public static Decision approve(String matchCode) {
            return new Decision(true, matchCode, false, false);
        }

        /** No. */
        public static Decision refuse() {
            return new Decision(false, null, false, false);
        }

        /** No, and the page was opened by somebody else. */
        public static Decision report() {
            return new Decision(false, null, false, true);
        }
    }

    /**
     * Shows site, browser and place, and waits for the user. An implementation MUST give refusing
     * the same weight as approving and MUST NOT show the digits it asks for; when {@link
     * Claim.Risk#denied()} it MUST NOT offer to approve.
     */
    Decision ask(Claim claim);
}
