/**
 * Hands a phone's session to a web page that shows a QR code ("qr-bridge/1"). Its only store is
 * Redis, and what passes through it is sealed for the page alone.
 */
package dev.postern.qr;
