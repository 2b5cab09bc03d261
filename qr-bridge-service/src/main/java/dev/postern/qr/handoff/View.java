package dev.postern.qr.handoff;

import java.util.List;

/**
 * A page and the hand-offs it shows, read in one step.
 *
 * @param now the store's clock, Unix milliseconds
 * @param connection the page
 * @param handoffs what it shows, the newest last
 */
public record View(long now, Connection connection, List<Handoff> handoffs) {}
