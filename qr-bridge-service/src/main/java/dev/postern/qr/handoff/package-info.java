/**
 * The life of a hand-off: {@code NEW → CLAIMED → APPROVED → DELIVERED}, every move one step in
 * Redis, every replica able to make it; and the bus by which one replica tells another to look.
 */
package dev.postern.qr.handoff;
