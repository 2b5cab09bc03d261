/**
 * Transactional outbox: an event is a row of the transaction that makes it true, one relay per
 * service sends it to Kafka at least once and in order per aggregate, and a consumer remembers what
 * it has already acted on.
 *
 * <p>A service that uses it adds {@code db/outbox} to its Flyway locations and configures the
 * outgoing channel {@code outbox}.
 */
package dev.postern.outbox;
