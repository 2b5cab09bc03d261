/** What makes a hand-off look wrong, and what the application wants done about it. */
package dev.postern.qr.risk;
