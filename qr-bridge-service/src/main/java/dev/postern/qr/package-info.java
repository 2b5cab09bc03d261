/** Relays a hand-off between a phone and a web page. */
package dev.postern.qr;
