/** Brings the events of hand-offs from the outbox in Redis to Kafka. */
package dev.postern.qr.event;
