/**
 * Credential records in Postgres. Every write is one statement that also leaves its event in the
 * outbox, so neither is ever without the other.
 */
package dev.postern.credential.record;
