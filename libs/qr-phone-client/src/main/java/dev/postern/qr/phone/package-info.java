/**
 * The phone's side of a hand-off ("qr-bridge/1"): what an app embeds so that a scanned code signs
 * its user in on a web page.
 *
 * <p>Plain Java 17 without dependencies; it uses nothing that Android lacks (no {@code
 * java.net.http}, no {@code HexFormat}). {@link dev.postern.qr.phone.PhoneClient} is the entrance.
 */
package dev.postern.qr.phone;
